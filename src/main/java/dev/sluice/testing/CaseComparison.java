package dev.sluice.testing;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.sluice.definition.TestDefinition;
import dev.sluice.definition.TestKeys;
import dev.sluice.message.Message;
import dev.sluice.schema.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Holds what came out of a case against what it expects. */
final class CaseComparison {
  private final TestDefinition.Case expected;
  private final Actual actual;
  private final List<Difference> differences = new ArrayList<>();

  private CaseComparison(TestDefinition.Case expected, Actual actual) {
    this.expected = expected;
    this.actual = actual;
  }

  static List<Difference> of(TestDefinition.Case expected, Actual actual) {
    CaseComparison comparison = new CaseComparison(expected, actual);
    comparison.compare();
    return comparison.differences;
  }

  private void compare() {
    Settings expect = expected.expect();
    actual
        .targets()
        .forEach((name, out) ->
            records(
                name,
                expected.targets().getOrDefault(name, List.of()),
                out,
                CaseComparison::found));
    records(
        "deadLetter",
        expect.get(TestKeys.DEAD_LETTER),
        actual.deadLetters(),
        CaseComparison::found);
    Long filtered = expect.find(TestKeys.FILTERED);
    if (filtered != null) {
      numbers("filtered", filtered, actual.books().filtered());
    }
    skipped(expect.get(TestKeys.SKIPPED));
    stopped(expect.find(TestKeys.STOPPED));
  }

  private void numbers(String at, long wanted, long found) {
    if (wanted != found) {
      differences.add(new Difference(at, Long.toString(wanted), Long.toString(found)));
    }
  }

  private void skipped(TestKeys.Skips wanted) {
    Map<String, Long> found = actual.books().skipped();
    long total = found.values().stream().mapToLong(Long::longValue).sum();
    boolean same =
        wanted.byReason().isEmpty() ? wanted.total() == total : wanted.byReason().equals(found);
    if (!same) {
      differences.add(
          new Difference(
              "skipped",
              wanted.byReason().isEmpty()
                  ? Long.toString(wanted.total())
                  : FlowYaml.counts(wanted.byReason()),
              FlowYaml.counts(found)));
    }
  }

  private void stopped(@Nullable Settings wanted) {
    Actual.Stopped found = actual.stop();
    String shown = "the pipeline goes on";
    if (wanted != null) {
      Long at = wanted.find(TestKeys.STOP_AT);
      boolean same =
          found != null
              && found.stop().trouble().code().id().equals(wanted.get(TestKeys.STOP_CODE))
              && (at == null || at == found.given());
      if (same) {
        return;
      }
      shown = wanted.get(TestKeys.STOP_CODE) + (at == null ? "" : " at record " + at);
    } else if (found == null) {
      return;
    }
    differences.add(
        new Difference(
            "stopped",
            shown,
            found == null
                ? "the pipeline goes on"
                : found.stop().trouble().code().id()
                    + " at record "
                    + found.given()
                    + ": "
                    + found.stop().trouble().message()));
  }

  /** One side of the comparison, so that both can stand in one list. */
  private sealed interface Side {
    record Wanted(Settings record) implements Side {}

    record Found(int given, Message message, @Nullable String topic, @Nullable String reason)
        implements Side {}
  }

  private static Side.Found found(Actual.Out out) {
    return new Side.Found(out.given(), out.message(), out.topic(), null);
  }

  private static Side.Found found(Actual.Dead dead) {
    return new Side.Found(
        dead.given(), dead.letter().message(), null, dead.letter().reject().reason());
  }

  /** Equal records find each other, and what lies between is compared in its order. */
  private <T> void records(
      String at, List<Settings> wanted, List<T> out, Function<T, Side.Found> made) {
    List<Side> left = wanted.stream().<Side>map(Side.Wanted::new).toList();
    List<Side> right = out.stream().<Side>map(made::apply).toList();
    for (AbstractDelta<Side> delta :
        DiffUtils.diff(left, right, (one, other) -> compare("", one, other).isEmpty())
            .getDeltas()) {
      List<Side> missing = delta.getSource().getLines();
      List<Side> extra = delta.getTarget().getLines();
      int from = delta.getSource().getPosition();
      for (int i = 0; i < Math.max(missing.size(), extra.size()); i++) {
        String place = at + "[" + (from + i) + "]";
        if (i >= extra.size()) {
          Side.Wanted lacking = (Side.Wanted) missing.get(i);
          differences.add(
              new Difference(
                  place, RecordText.of(lacking.record()), elsewhere(at, lacking, right)));
        } else if (i >= missing.size()) {
          Side.Found found = (Side.Found) extra.get(i);
          differences.add(
              new Difference(
                  place,
                  Difference.NOTHING,
                  RecordText.of(found.message()) + ", made of record " + found.given()));
        } else {
          differences.addAll(compare(place, missing.get(i), extra.get(i)));
        }
      }
    }
  }

  /** A record that is there at another place is in the wrong order. */
  private static String elsewhere(String at, Side.Wanted wanted, List<Side> found) {
    for (int i = 0; i < found.size(); i++) {
      if (compare("", wanted, found.get(i)).isEmpty()) {
        return "stands at " + at + "[" + i + "]";
      }
    }
    return Difference.NOTHING;
  }

  private static List<Difference> compare(String at, Side wanted, Side found) {
    if (wanted instanceof Side.Wanted left && found instanceof Side.Found right) {
      return RecordComparison.of(at, left.record(), right.message(), right.topic(), right.reason());
    }
    throw new IllegalStateException("the left side is what is wanted: " + Objects.toString(found));
  }
}
