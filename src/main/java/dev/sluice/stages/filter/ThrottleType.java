package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Verdicts;
import java.time.Duration;
import java.util.List;

/** {@code throttle}: no more than so many records in so much time. */
public final class ThrottleType implements FilterType {
  private static final int WINDOWS = 1_000;

  private static final Key<Long> RECORDS =
      Key.required("records", Types.integer(1, 1_000_000_000), "How many go on.");
  private static final Key<Duration> PER =
      Key.required(
          "per", Types.duration(Duration.ofMillis(1), Duration.ofDays(365)), "In how much time.");
  private static final Key<Settings> THROTTLE =
      Key.required(
          "throttle",
          new Section("throttle", List.of(RECORDS, PER)),
          "Lets the first records of each span of time go on, by the records' timestamps, and filters"
              + " the others; nothing is delayed. Each lane counts for itself, in the last 1000 spans;"
              + " a restart or a rebalance begins to count anew. What has no timestamp goes on.");

  @Override
  public Key<?> key() {
    return THROTTLE;
  }

  @Override
  public Section section() {
    return new Section("throttle", List.of(THROTTLE));
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    // its keys say everything
  }

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Settings throttle = settings.get(THROTTLE);
    return new Throttle(
        throttle.get(RECORDS), throttle.get(PER).toMillis(), new OnError(stage, Policy.STOP));
  }

  private static final class Throttle extends RecordFilter {
    private final long records;
    private final long per;
    private final Remembered<Long> counts = new Remembered<>(WINDOWS);

    Throttle(long records, long per, OnError onError) {
      super(onError);
      this.records = records;
      this.per = per;
    }

    @Override
    void apply(Message message, Verdicts verdicts) {
      if (message.timestamp() < 0) {
        verdicts.pass(message);
        return;
      }
      long window = Math.floorDiv(message.timestamp(), per);
      Long count = counts.get(window);
      if (count != null && count >= records) {
        verdicts.filtered(message);
      } else {
        counts.put(window, count == null ? 1 : count + 1);
        verdicts.pass(message);
      }
    }

    @Override
    public Snapshot snapshot() {
      return counts.snapshot();
    }

    @Override
    public void forget() {
      counts.forget();
    }

    @Override
    public void settled() {
      counts.settled();
    }
  }
}
