package dev.sluice.plan;

import dev.sluice.problem.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a plan says to people, in every format the same. */
final class PlanWords {
  /** How many partitions of a pipeline are told. */
  static final int SHOWN = 20;

  private PlanWords() {}

  /** The verdict with its number. */
  static String verdict(PipelineForecast each) {
    return switch (each.verdict()) {
      case SAFE -> "safe";
      case REPLAYS -> "replays " + number(each, PartitionForecast::replays, false);
      case SKIPS -> "skips " + number(each, PartitionForecast::skips, grows(each));
      case MAY_LOSE -> "may lose " + number(each, PartitionForecast::loses, false);
      case STOPS -> "stops" + stop(each);
      case UNKNOWN -> "unknown" + (each.why().isEmpty() ? "" : ": " + each.why());
    };
  }

  /** At which partition, and what would let it go on. */
  private static String stop(PipelineForecast each) {
    return each.why().isEmpty()
        ? each.partitions().stream()
            .filter(partition -> partition.verdict() == Verdict.STOPS)
            .findFirst()
            .map(partition -> " at " + partition.partition() + ": " + partition.note())
            .orElse("")
        : ": " + each.why();
  }

  private static boolean grows(PipelineForecast each) {
    return each.partitions().stream().anyMatch(PartitionForecast::grows);
  }

  private static String number(
      PipelineForecast each, ToLongFunction<PartitionForecast> number, boolean grows) {
    return bounded(each.sum(number), each.approximate(), grows) + " records";
  }

  private static String bounded(long number, boolean approximate, boolean grows) {
    return (grows ? "at least " : approximate ? "at most " : "") + number;
  }

  static String arrow(DefinitionChange change) {
    return (change.before().isEmpty() ? "(nothing)" : change.before())
        + " -> "
        + (change.after().isEmpty() ? "(nothing)" : change.after());
  }

  static String effect(DefinitionChange change) {
    return change.effect().isEmpty() ? "" : ": " + change.effect();
  }

  /** What becomes of a partition: every number that is not zero. */
  static String sentence(PartitionForecast each, boolean approximate) {
    List<String> parts = new ArrayList<>();
    if (each.row() == null) {
      parts.add("not read");
    } else {
      parts.add(
          "row "
              + each.row()
              + (each.start() == null
                  ? each.verdict() == Verdict.STOPS ? ": stops" : ": waits"
                  : ": starts at " + each.start()));
    }
    if (each.delivered() != null) {
      parts.add("delivered " + each.delivered());
    }
    add(parts, "reads ", each.reads(), approximate, false);
    add(parts, "replays ", each.replays(), approximate, false);
    add(parts, "skips ", each.skips(), approximate, each.grows());
    add(parts, "loses ", each.loses(), approximate, false);
    if (each.lag() > 0) {
      parts.add("lag " + Duration.ofMillis(each.lag()).toString().substring(2).toLowerCase());
    }
    if (!each.note().isEmpty()) {
      parts.add(each.note());
    }
    return String.join(", ", parts);
  }

  private static void add(
      List<String> parts, String word, long number, boolean approximate, boolean grows) {
    if (number > 0) {
      parts.add(word + bounded(number, approximate, grows));
    }
  }

  static List<String> notes(PipelineForecast each) {
    List<String> notes = new ArrayList<>(each.notes());
    if (each.partitions().size() > SHOWN) {
      notes.add("and " + (each.partitions().size() - SHOWN) + " more partitions, no worse");
    }
    return notes;
  }

  static String counts(Plan plan) {
    List<String> counts = new ArrayList<>();
    for (Change change : Change.values()) {
      long count = plan.pipelines().stream().filter(each -> each.change() == change).count();
      if (count > 0) {
        counts.add(
            (counts.isEmpty() ? Printable.counted(count, "pipeline") : Long.toString(count))
                + " "
                + change.word());
      }
    }
    return counts.isEmpty() ? "no pipeline" : String.join(", ", counts);
  }
}
