package dev.sluice.plan;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.sync.Start;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one partition, in offsets.
 *
 * @param source the stage that reads it; empty where none does any more
 * @param row of the start table, or null where nobody reads it
 * @param delivered how far the pipeline had got, or null where it never was here
 * @param start where the run would begin, or null where it would not
 * @param end where the log ends now, or the bound of a full sync
 * @param reads work ahead
 * @param replays what passes a second time
 * @param skips what is there and is read by nobody
 * @param loses what was never delivered, and is gone, or would be gone soon after it is written
 * @param grows whether the skips grow until the start
 * @param lag milliseconds between the last record read and the newest one, or -1
 * @param note what else there is to say; empty for nothing
 */
public record PartitionForecast(
    String source,
    Partition partition,
    @Nullable Integer row,
    @Nullable Long delivered,
    @Nullable Long start,
    long end,
    long reads,
    long replays,
    long skips,
    long loses,
    boolean grows,
    long lag,
    String note) {
  /** The row that lets a partition wait; any other without a start stops the pipeline. */
  private static final int WAITING = 4;

  /** Where the run would begin. */
  static PartitionForecast starting(
      String source,
      Partition partition,
      Start.At start,
      @Nullable Position delivered,
      LogRange log,
      long end,
      boolean grows) {
    long from = start.position().next();
    long replays = 0;
    long skips = 0;
    long loses = 0;
    if (delivered != null) {
      long reached = Math.min(delivered.next(), log.highWatermark());
      replays = positive(reached - Math.max(from, delivered.first()));
      skips = positive(from - Math.max(delivered.next(), log.start()));
      loses = positive(log.start() - delivered.next());
    }
    return new PartitionForecast(
        source,
        partition,
        start.row(),
        delivered == null ? null : delivered.next(),
        from,
        end,
        positive(end - from),
        replays,
        skips,
        loses,
        grows && skips > 0,
        -1,
        start.note() == null ? "" : start.note());
  }

  /** The run would refuse: only what is gone counts. */
  static PartitionForecast stopping(
      String source,
      Partition partition,
      Start.Stop stop,
      @Nullable Position delivered,
      LogRange log,
      long end) {
    String hint = stop.trouble().hint();
    return new PartitionForecast(
        source,
        partition,
        stop.row(),
        delivered == null ? null : delivered.next(),
        null,
        end,
        0,
        0,
        0,
        delivered == null ? 0 : positive(log.start() - delivered.next()),
        false,
        -1,
        stop.trouble().message() + (hint == null ? "" : ". " + hint));
  }

  /** The run would leave it to the next full sync. */
  static PartitionForecast waiting(String source, Partition partition, int row, long end) {
    return new PartitionForecast(
        source,
        partition,
        row,
        null,
        null,
        end,
        0,
        0,
        0,
        0,
        false,
        -1,
        "waits for the run that captures its bound");
  }

  /**
   * Nobody reads it any more.
   *
   * @param log of it, or null where it is gone, or was not asked
   * @param bound of a full sync that is not finished, or null
   */
  static PartitionForecast orphaned(
      Partition partition,
      Position delivered,
      @Nullable LogRange log,
      @Nullable Long bound,
      String why) {
    long end = log == null ? delivered.next() : bound == null ? log.end() : bound;
    return new PartitionForecast(
        "",
        partition,
        null,
        delivered.next(),
        null,
        end,
        0,
        0,
        log == null ? 0 : positive(end - Math.max(delivered.next(), log.start())),
        log == null ? 0 : positive(log.start() - delivered.next()),
        log != null && bound == null,
        -1,
        why);
  }

  /** The same, with more to say. */
  PartitionForecast with(String further) {
    return new PartitionForecast(
        source,
        partition,
        row,
        delivered,
        start,
        end,
        reads,
        replays,
        skips,
        loses,
        grows,
        lag,
        note.isEmpty() ? further : note + "; " + further);
  }

  /** The same, with more that is lost. */
  PartitionForecast losing(long more) {
    return new PartitionForecast(
        source,
        partition,
        row,
        delivered,
        start,
        end,
        reads,
        replays,
        skips,
        Math.max(loses, more),
        grows,
        lag,
        note);
  }

  /** The same, with a lag in time. */
  PartitionForecast withLag(long millis) {
    return new PartitionForecast(
        source, partition, row, delivered, start, end, reads, replays, skips, loses, grows, millis,
        note);
  }

  /** What is worst about it. */
  Verdict verdict() {
    if (row != null && start == null && row != WAITING) {
      return Verdict.STOPS;
    }
    if (loses > 0) {
      return Verdict.MAY_LOSE;
    }
    if (skips > 0) {
      return Verdict.SKIPS;
    }
    return replays > 0 ? Verdict.REPLAYS : Verdict.SAFE;
  }

  private static long positive(long number) {
    return Math.max(0, number);
  }
}
