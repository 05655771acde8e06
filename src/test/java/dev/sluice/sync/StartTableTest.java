package dev.sluice.sync;

import static dev.sluice.sync.SyncMode.FULL;
import static dev.sluice.sync.SyncMode.FULL_INCREMENTAL;
import static dev.sluice.sync.SyncMode.INCREMENTAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the start table in each mode. */
class StartTableTest {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Partition PARTITION = new Partition("c", "t", 0);
  private static final LogRange LOG = new LogRange("id", 10, 90, 100);

  private static Rules rules(SyncMode mode, Missing outOfRange, Recreated recreated) {
    return new Rules(mode, new StartAt.Latest(), outOfRange, recreated);
  }

  private static Rules rules(SyncMode mode) {
    return rules(mode, Missing.STOP, Recreated.STOP);
  }

  private static Checkpoint at(long next, String topicId) {
    return new Checkpoint(
        THEN, null, null, null, null, Map.of(PARTITION, new Position(next, 5, 3, topicId, 1_000)));
  }

  private static Start decide(Rules rules, Checkpoint checkpoint) {
    return new StartTable(rules, checkpoint, Set.of("c"), Told.NOTHING)
        .decide(PARTITION, LOG, null);
  }

  private static void assertStarts(Start start, int row, long offset) {
    assertThat(start).isInstanceOf(Start.At.class);
    assertThat(start.row()).isEqualTo(row);
    assertThat(((Start.At) start).position().next()).isEqualTo(offset);
  }

  private static void assertStops(Start start, int row, ProblemCode code, String says) {
    assertThat(start).isInstanceOf(Start.Stop.class);
    assertThat(start.row()).isEqualTo(row);
    assertThat(((Start.Stop) start).trouble().code()).isEqualTo(code);
    assertThat(((Start.Stop) start).trouble().message()).contains(says);
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row1ResumesAtEveryOffsetThatTheLogHolds(SyncMode mode) {
    for (long offset : new long[] {10, 50, 90, 100}) {
      assertStarts(decide(rules(mode), at(offset, "id")), 1, offset);
    }
  }

  /** The log was cut off at 40 and has grown again: what lies there now was never read. */
  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row3HoldsWhereTheLogWasCutOffAndHasGrownAgain(SyncMode mode) {
    StartTable table = new StartTable(rules(mode), at(50, "id"), Set.of("c"), Told.NOTHING);
    assertStops(table.decide(PARTITION, LOG, 40L), 3, ProblemCode.OUT_OF_RANGE, "from 40 on");
    assertStarts(table.decide(PARTITION, LOG, 50L), 1, 50);
    Rules earliest = rules(mode, Missing.EARLIEST, Recreated.STOP);
    table = new StartTable(earliest, at(50, "id"), Set.of("c"), Told.NOTHING);
    assertStarts(table.decide(PARTITION, LOG, 40L), 3, 10);
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row2StopsOrRestartsOnAnotherTopicId(SyncMode mode) {
    assertStops(decide(rules(mode), at(50, "old")), 2, ProblemCode.TOPIC_RECREATED, "topic id old");
    Start restarted = decide(rules(mode, Missing.STOP, Recreated.RESTART), at(50, "old"));
    assertStarts(restarted, 2, 10);
    assertThat(((Start.At) restarted).position()).isEqualTo(Position.starting(10, "id"));
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row2HoldsForAnotherClusterToo(SyncMode mode) {
    Checkpoint elsewhere =
        new Checkpoint(
            THEN,
            null,
            null,
            null,
            null,
            Map.of(new Partition("gone", "t", 0), Position.starting(50, "other")));
    assertStops(decide(rules(mode), elsewhere), 2, ProblemCode.TOPIC_RECREATED, "another cluster");
    Start stays =
        new StartTable(rules(mode), elsewhere, Set.of("c", "gone"), Told.NOTHING)
            .decide(PARTITION, LOG, null);
    assertThat(stays.row()).isEqualTo(4);
  }

  /** Whichever partition was told, and whatever the mode: the others lost their positions, too. */
  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row7StopsAFirstStartOfAPipelineThatHasRunBefore(SyncMode mode) {
    for (Partition of : List.of(PARTITION, new Partition("c", "t", 7))) {
      Told told = new Told("sluice.p", Map.of(of, 50L));
      assertStops(
          new StartTable(rules(mode), Checkpoint.EMPTY, Set.of("c"), told)
              .decide(PARTITION, LOG, null),
          7,
          ProblemCode.CHECKPOINT_LOST,
          "sluice.p");
      assertStarts(
          new StartTable(rules(mode), at(50, "id"), Set.of("c"), told).decide(PARTITION, LOG, null),
          1,
          50);
    }
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row3StopsOrGoesOnWhereTheLogBeginsLater(SyncMode mode) {
    assertStops(
        decide(rules(mode), at(7, "id")), 3, ProblemCode.OUT_OF_RANGE, "offsets 7 to 9 are gone");
    assertStarts(decide(rules(mode, Missing.EARLIEST, Recreated.STOP), at(7, "id")), 3, 10);
    Start latest = decide(rules(mode, Missing.LATEST, Recreated.STOP), at(7, "id"));
    assertStarts(latest, 3, 90);
    assertThat(((Start.At) latest).note()).contains("7 to 9", "10 to 89 are skipped");
  }

  @ParameterizedTest
  @EnumSource(SyncMode.class)
  void row3StopsWhereTheLogWasCutOff(SyncMode mode) {
    assertStops(
        decide(rules(mode), at(101, "id")), 3, ProblemCode.OUT_OF_RANGE, "the log ends at 100");
  }

  @Test
  void row3LatestOfAFullSyncGoesToItsBound() {
    Checkpoint bounded =
        new Checkpoint(
            THEN,
            new Bounds(THEN, Map.of(PARTITION, 60L)),
            null,
            null,
            null,
            Map.of(PARTITION, Position.starting(7, "id")));
    assertStarts(decide(rules(FULL, Missing.LATEST, Recreated.STOP), bounded), 3, 60);
  }

  @Test
  void row4ReadsWhatAppearedLaterFromItsBeginning() {
    Checkpoint started = new Checkpoint(THEN, null, null, null, null, Map.of());
    assertStarts(decide(rules(INCREMENTAL), started), 4, 10);
    assertStarts(decide(rules(FULL_INCREMENTAL), started), 4, 10);
    assertThat(decide(rules(FULL), started)).isEqualTo(new Start.Wait(4));
    Checkpoint bounded =
        new Checkpoint(THEN, new Bounds(THEN, Map.of(PARTITION, 90L)), null, null, null, Map.of());
    assertStarts(decide(rules(FULL), bounded), 4, 10);
  }

  @Test
  void row4ComesBeforeRow6OnceThePipelineHasStarted() {
    Checkpoint completed = new Checkpoint(THEN, null, THEN, null, null, Map.of());
    assertStarts(decide(rules(FULL_INCREMENTAL), completed), 4, 10);
  }

  @Test
  void row5IsTheFirstStart() {
    assertStarts(decide(rules(FULL), Checkpoint.EMPTY), 5, 10);
    assertStarts(decide(rules(INCREMENTAL), Checkpoint.EMPTY), 5, 90);
    assertStarts(decide(rules(FULL_INCREMENTAL), Checkpoint.EMPTY), 5, 10);
    Rules timed = new Rules(INCREMENTAL, new StartAt.At(THEN), Missing.STOP, Recreated.STOP);
    assertThat(decide(timed, Checkpoint.EMPTY))
        .isEqualTo(new Start.AtTime(5, THEN, Position.starting(90, "id")));
  }

  @Test
  void row6FollowsACompletedFullSync() {
    Checkpoint marked = new Checkpoint(null, null, THEN, null, null, Map.of());
    assertStarts(decide(rules(FULL), marked), 6, 10);
    assertStarts(decide(rules(INCREMENTAL), marked), 6, 90);
    assertStarts(decide(rules(FULL_INCREMENTAL), marked), 6, 90);
  }
}
