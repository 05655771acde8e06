package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every checkpoint store keeps to; each kind of store runs it against its real component. */
interface CheckpointStoreContract {
  Instant THEN = Instant.parse("2026-01-01T00:00:00.123Z");
  Partition P0 = new Partition("cluster-a", "orders", 0);
  Partition P1 = new Partition("cluster-a", "orders", 1);
  Partition ELSEWHERE = new Partition("cluster-b", "orders", 0);
  Position FULL_POSITION = new Position(42, 7, 3, "Xy-topic-id", 1_700_000_000_000L);

  /** The store of a pipeline; a second call for the same one opens what is kept. */
  CheckpointStore open(String pipeline);

  /** Whether two stores of one pipeline may be open at a time. */
  boolean shared();

  /** A name that no other test uses. */
  String pipeline();

  private static Pin.FirstStart firstStart(Map<Partition, Position> positions) {
    return new Pin.FirstStart(THEN, positions, new Bounds(THEN, Map.of(P0, 100L)), "fp");
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
          store.pin(firstStart(Map.of(P0, FULL_POSITION, ELSEWHERE, Position.starting(0, null))));
      assertThat(pinned.positions()).containsEntry(P0, FULL_POSITION);
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
      Checkpoint first = store.pin(firstStart(Map.of(P0, FULL_POSITION)));
      Checkpoint second =
          store.pin(
              new Pin.FirstStart(
                  THEN.plusSeconds(1), Map.of(P0, Position.starting(9, "z")), null, "other"));
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  default void aSaveIsAnUpsert() {
    try (CheckpointStore store = open(pipeline())) {
      store.pin(firstStart(Map.of(P0, FULL_POSITION, P1, Position.starting(1, "x"))));
      store.claim("me", Set.of(P0, P1));
      Position moved = FULL_POSITION.movedTo(50, 4, 1_700_000_000_001L);
      store.save("me", Map.of(P0, moved));
      assertThat(store.load().positions())
          .containsEntry(P0, moved)
          .containsEntry(P1, Position.starting(1, "x"));
      assertThat(store.load().firstStartedAt()).isEqualTo(THEN);
    }
  }

  @Test
  default void aStaleClaimIsRefused() {
    try (CheckpointStore store = open(pipeline())) {
      store.claim("old", Set.of(P0, P1));
      store.save("old", Map.of(P0, FULL_POSITION));
      Checkpoint found = store.claim("new", Set.of(P0));
      assertThat(found.positions()).containsEntry(P0, FULL_POSITION);
      assertThatThrownBy(() ->
              store.save(
                  "old", Map.of(P0, Position.starting(99, "x"), P1, Position.starting(99, "x"))))
          .isInstanceOfSatisfying(
              ClaimLostException.class, lost -> assertThat(lost.partitions()).containsExactly(P0));
      assertThat(store.load().positions()).containsOnly(Map.entry(P0, FULL_POSITION));
      store.save("new", Map.of(P0, FULL_POSITION.movedTo(60, -1, -1)));
      assertThat(store.load().positions().get(P0).next()).isEqualTo(60);
    }
  }

  @Test
  default void aClaimOfAnotherRunnerIsSeen() {
    if (!shared()) {
      return;
    }
    String pipeline = pipeline();
    try (CheckpointStore one = open(pipeline);
        CheckpointStore other = open(pipeline)) {
      one.claim("one", Set.of(P0));
      one.save("one", Map.of(P0, FULL_POSITION));
      assertThat(other.claim("other", Set.of(P0)).positions()).containsEntry(P0, FULL_POSITION);
      assertThatThrownBy(() -> one.save("one", Map.of(P0, Position.starting(1, "x"))))
          .isInstanceOf(ClaimLostException.class);
      assertThat(other.load().positions()).containsEntry(P0, FULL_POSITION);
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
                      store.pin(
                          new Pin.FirstStart(
                              THEN.plusSeconds(number),
                              Map.of(P0, Position.starting(number, "x")),
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
          store.pin(firstStart(Map.of(P0, FULL_POSITION, P1, Position.starting(1, "x"))));
      store.claim("me", Set.of(P0));
      store.save("me", Map.of(P0, FULL_POSITION.movedTo(50, 4, 4)));
      Checkpoint now = store.load();
      assertThat(store.pin(new Pin.Replaced(seen, Checkpoint.EMPTY))).isEqualTo(now);
      left = now.withPositions(Map.of(P1, Position.starting(9, "x")));
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
      store.pin(firstStart(Map.of(P0, FULL_POSITION)));
      Bounds other = new Bounds(THEN.plusSeconds(5), Map.of(P0, 200L));
      assertThat(store.pin(new Pin.NewBounds(other)).bounds().ends()).containsEntry(P0, 100L);
      assertThat(store.pin(new Pin.Completed(THEN.plusSeconds(9), THEN)).fullCompleted()).isNull();
      Checkpoint lowered = store.pin(new Pin.LowerBounds(THEN, Map.of(P0, 80L)));
      assertThat(lowered.bounds().ends()).containsEntry(P0, 80L);
      Checkpoint completed = store.pin(new Pin.Completed(THEN, THEN.plusSeconds(2)));
      assertThat(completed.bounds()).isNull();
      assertThat(completed.fullCompleted()).isEqualTo(THEN.plusSeconds(2));
      assertThat(store.pin(new Pin.NewBounds(other)).bounds()).isEqualTo(other);
      assertThat(store.pin(new Pin.ForgetBounds(THEN, Set.of(P0))).bounds()).isEqualTo(other);
      assertThat(store.pin(new Pin.ForgetBounds(other.capturedAt(), Set.of(P0))).bounds()).isNull();
      assertThat(store.pin(new Pin.NewBounds(other)).bounds()).isEqualTo(other);
      assertThat(store.pin(new Pin.DropBounds()).bounds()).isNull();
      assertThat(store.pin(new Pin.Fingerprint("new")).fingerprint()).isEqualTo("new");
      assertThat(store.load().fullCompleted()).isEqualTo(THEN.plusSeconds(2));
    }
  }

  @Test
  default void aThousandPartitionsAreKept() {
    String pipeline = pipeline();
    Map<Partition, Position> many = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      many.put(new Partition("c", "topic.with-a_name", i), FULL_POSITION.movedTo(i + 42, 1, 1));
    }
    try (CheckpointStore store = open(pipeline)) {
      store.pin(new Pin.FirstStart(THEN, many, null, "fp"));
      store.claim("me", many.keySet());
      many.replaceAll((partition, position) -> position.movedTo(position.next() + 1, 2, 2));
      store.save("me", many);
      assertThat(store.load().positions()).isEqualTo(many);
    }
  }
}
