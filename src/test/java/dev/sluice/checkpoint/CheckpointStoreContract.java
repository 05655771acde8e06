package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.RetryableException;
import dev.sluice.testkit.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every checkpoint store keeps to; each kind of store runs it against its real component. */
interface CheckpointStoreContract {
  Instant THEN = Instant.parse("2026-01-01T00:00:00.123Z");
  Position FULL_POSITION = new Position(42, 7, 3, "Xy-topic-id", 1_700_000_000_000L);

  /** The store of a pipeline; a second call for the same one opens what is kept. */
  CheckpointStore open(String pipeline);

  /** Whether two stores of one pipeline may be open at a time. */
  default boolean shared() {
    return true;
  }

  /** A name that no other test uses. */
  default String pipeline() {
    return Topics.name("store");
  }

  /** A lane's hand on a store. */
  default Ledger lane(CheckpointStore store, String owner) {
    return new StoreLedger((ClaimStore) store, owner);
  }

  /** A partition of the source. */
  default Partition partition(int index) {
    return new Partition("cluster-a", "orders", index);
  }

  /** A partition of another source, on another cluster where the store may keep several. */
  default Partition elsewhere() {
    return new Partition("cluster-b", "orders", 0);
  }

  /** More partitions than go into one of anything. */
  default List<Partition> many() {
    return IntStream.range(0, 1_000)
        .mapToObj(index -> new Partition("c", "topic.with-a_name", index))
        .toList();
  }

  default Pin.FirstStart firstStart(Map<Partition, Position> positions) {
    return new Pin.FirstStart(THEN, positions, new Bounds(THEN, Map.of(partition(0), 100L)), "fp");
  }

  @Test
  default void aNewPipelineHasNothing() {
    try (CheckpointStore store = open(pipeline())) {
      assertThat(store.load()).isEqualTo(Checkpoint.EMPTY);
    }
  }

  @Test
  default void everythingIsKept() {
    String pipeline = pipeline();
    Checkpoint pinned;
    try (CheckpointStore store = open(pipeline)) {
      pinned =
          store.pin(
              firstStart(
                  Map.of(partition(0), FULL_POSITION, elsewhere(), Position.starting(0, null))));
      assertThat(pinned.positions()).containsEntry(partition(0), FULL_POSITION);
      assertThat(store.load()).isEqualTo(pinned);
      if (!survives()) {
        return;
      }
    }
    try (CheckpointStore again = open(pipeline)) {
      assertThat(again.load()).isEqualTo(pinned);
    }
  }

  /** Whether what is kept outlives the store. */
  default boolean survives() {
    return true;
  }

  @Test
  default void theSecondFirstStartAdoptsTheFirst() {
    try (CheckpointStore store = open(pipeline())) {
      Checkpoint first = store.pin(firstStart(Map.of(partition(0), FULL_POSITION)));
      Checkpoint second =
          store.pin(
              new Pin.FirstStart(
                  THEN.plusSeconds(1),
                  Map.of(partition(0), Position.starting(9, "z")),
                  null,
                  "other"));
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  default void aSaveIsAnUpsert() {
    try (CheckpointStore store = open(pipeline());
        Ledger me = lane(store, "me")) {
      store.pin(
          firstStart(Map.of(partition(0), FULL_POSITION, partition(1), Position.starting(1, "x"))));
      me.claim(Set.of(partition(0), partition(1)));
      Position moved = FULL_POSITION.movedTo(50, 4, 1_700_000_000_001L);
      assertThat(me.save(Map.of(partition(0), moved))).isTrue();
      assertThat(store.load().positions())
          .containsEntry(partition(0), moved)
          .containsEntry(partition(1), Position.starting(1, "x"));
      assertThat(store.load().firstStartedAt()).isEqualTo(THEN);
    }
  }

  @Test
  default void aStaleClaimIsRefused() {
    try (CheckpointStore store = open(pipeline());
        Ledger old = lane(store, "old");
        Ledger anew = lane(store, "new")) {
      old.claim(Set.of(partition(0), partition(1)));
      assertThat(old.save(Map.of(partition(0), FULL_POSITION))).isTrue();
      Checkpoint found = anew.claim(Set.of(partition(0)));
      assertThat(found.positions()).containsEntry(partition(0), FULL_POSITION);
      assertThatThrownBy(() ->
              old.save(
                  Map.of(
                      partition(0),
                      Position.starting(99, "x"),
                      partition(1),
                      Position.starting(99, "x"))))
          .isInstanceOfSatisfying(
              ClaimLostException.class,
              lost -> assertThat(lost.partitions()).contains(partition(0)));
      assertThat(store.load().positions()).containsOnly(Map.entry(partition(0), FULL_POSITION));
      assertThat(anew.save(Map.of(partition(0), FULL_POSITION.movedTo(60, -1, -1)))).isTrue();
      assertThat(store.load().positions().get(partition(0)).next()).isEqualTo(60);
    }
  }

  @Test
  default void aClaimOfAnotherRunnerIsSeen() {
    if (!shared()) {
      return;
    }
    String pipeline = pipeline();
    try (CheckpointStore store = open(pipeline);
        Ledger one = lane(store, "one");
        CheckpointStore same = open(pipeline);
        Ledger other = lane(same, "other")) {
      one.claim(Set.of(partition(0)));
      one.save(Map.of(partition(0), FULL_POSITION));
      assertThat(other.claim(Set.of(partition(0))).positions())
          .containsEntry(partition(0), FULL_POSITION);
      assertThatThrownBy(() -> one.save(Map.of(partition(0), Position.starting(1, "x"))))
          .isInstanceOf(ClaimLostException.class);
      assertThat(same.load().positions()).containsEntry(partition(0), FULL_POSITION);
    }
  }

  @Test
  default void ofTwoFirstStartsAtOnceOnePins() throws InterruptedException {
    if (!shared()) {
      return;
    }
    String pipeline = pipeline();
    Map<Integer, Checkpoint> pinned = new java.util.concurrent.ConcurrentHashMap<>();
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                try (CheckpointStore store = open(pipeline)) {
                  pinned.put(
                      number,
                      pinned(
                          store,
                          new Pin.FirstStart(
                              THEN.plusSeconds(number),
                              Map.of(partition(0), Position.starting(number, "x")),
                              null,
                              "fp")));
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(pinned).hasSize(3);
    assertThat(Set.copyOf(pinned.values())).hasSize(1);
  }

  /** As a runner does it: trouble that passes is tried again. */
  private static Checkpoint pinned(CheckpointStore store, Pin pin) {
    while (true) {
      try {
        return store.pin(pin);
      } catch (RetryableException e) {
        try {
          Thread.sleep(ThreadLocalRandom.current().nextInt(500));
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
    }
  }

  /** Runners that pin without end fence each other all the time: that passes, for each of them. */
  @Test
  default void pinsInTheWayOfEachOtherAllGetThrough() throws InterruptedException {
    if (!shared()) {
      return;
    }
    String pipeline = pipeline();
    List<RuntimeException> fatal = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "fp-" + i + "-";
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (CheckpointStore store = open(pipeline)) {
                  for (int n = 0; n < 10; n++) {
                    var _ = store.pin(new Pin.Fingerprint(name + n));
                  }
                } catch (RuntimeException e) {
                  fatal.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(fatal).isEmpty();
  }

  /** What somebody changes by hand, unless it is not what they saw. */
  @Test
  default void everythingIsReplacedOrNothing() {
    String pipeline = pipeline();
    Checkpoint left;
    try (CheckpointStore store = open(pipeline)) {
      Checkpoint seen =
          store.pin(
              firstStart(
                  Map.of(partition(0), FULL_POSITION, partition(1), Position.starting(1, "x"))));
      try (Ledger me = lane(store, "me")) {
        me.claim(Set.of(partition(0)));
        me.save(Map.of(partition(0), FULL_POSITION.movedTo(50, 4, 4)));
      }
      Checkpoint now = store.load();
      assertThat(store.pin(new Pin.Replaced(seen, Checkpoint.EMPTY))).isEqualTo(now);
      left = now.withPositions(Map.of(partition(1), Position.starting(9, "x")));
      assertThat(store.pin(new Pin.Replaced(now, left))).isEqualTo(left);
      if (!survives()) {
        return;
      }
    }
    try (CheckpointStore again = open(pipeline)) {
      assertThat(again.load()).isEqualTo(left);
      assertThat(again.pin(new Pin.Slots(8)).slots()).isEqualTo(8);
      assertThat(again.pin(new Pin.Slots(4)).slots()).isEqualTo(8);
      Checkpoint divided = again.load();
      assertThat(again.pin(new Pin.Replaced(divided, Checkpoint.EMPTY)))
          .isEqualTo(Checkpoint.EMPTY);
    }
    try (CheckpointStore anew = open(pipeline)) {
      assertThat(anew.load()).isEqualTo(Checkpoint.EMPTY);
    }
  }

  @Test
  default void boundsComeAndGo() {
    try (CheckpointStore store = open(pipeline())) {
      store.pin(firstStart(Map.of(partition(0), FULL_POSITION)));
      Bounds other = new Bounds(THEN.plusSeconds(5), Map.of(partition(0), 200L));
      assertThat(store.pin(new Pin.NewBounds(other)).bounds().ends())
          .containsEntry(partition(0), 100L);
      assertThat(store.pin(new Pin.Completed(THEN.plusSeconds(9), THEN)).fullCompleted()).isNull();
      Checkpoint lowered = store.pin(new Pin.LowerBounds(THEN, Map.of(partition(0), 80L)));
      assertThat(lowered.bounds().ends()).containsEntry(partition(0), 80L);
      Checkpoint completed = store.pin(new Pin.Completed(THEN, THEN.plusSeconds(2)));
      assertThat(completed.bounds()).isNull();
      assertThat(completed.fullCompleted()).isEqualTo(THEN.plusSeconds(2));
      assertThat(store.pin(new Pin.NewBounds(other)).bounds()).isEqualTo(other);
      assertThat(store.pin(new Pin.ForgetBounds(THEN, Set.of(partition(0)))).bounds())
          .isEqualTo(other);
      assertThat(store.pin(new Pin.ForgetBounds(other.capturedAt(), Set.of(partition(0)))).bounds())
          .isNull();
      assertThat(store.pin(new Pin.NewBounds(other)).bounds()).isEqualTo(other);
      assertThat(store.pin(new Pin.DropBounds()).bounds()).isNull();
      assertThat(store.pin(new Pin.Fingerprint("new")).fingerprint()).isEqualTo("new");
      assertThat(store.load().fullCompleted()).isEqualTo(THEN.plusSeconds(2));
    }
  }

  @Test
  default void manyPartitionsAreKept() {
    String pipeline = pipeline();
    Map<Partition, Position> many = new HashMap<>();
    many().forEach(each -> many.put(each, FULL_POSITION.movedTo(each.index() + 42, 1, 1)));
    try (CheckpointStore store = open(pipeline);
        Ledger me = lane(store, "me")) {
      store.pin(new Pin.FirstStart(THEN, many, null, "fp"));
      assertThat(store.load().positions()).isEqualTo(many);
      me.claim(many.keySet());
      many.replaceAll((partition, position) -> position.movedTo(position.next() + 1, 2, 2));
      assertThat(me.save(many)).isTrue();
      assertThat(store.load().positions()).isEqualTo(many);
    }
  }
}
