package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.problem.Location;
import dev.sluice.problem.Problem;
import dev.sluice.problem.Severity;
import dev.sluice.problem.Trouble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a connection test found. */
public record Findings(List<Finding> all) {
  private static final String WORKSPACE = "workspace";

  /** Keeps a copy. */
  public Findings {
    all = List.copyOf(all);
  }

  /** These, then those. */
  Findings with(List<Finding> more) {
    return new Findings(Stream.concat(all.stream(), more.stream()).toList());
  }

  /** How many items have an outcome of a kind. */
  public long count(Class<? extends Outcome> kind) {
    return all.stream().filter(finding -> kind.isInstance(finding.outcome())).count();
  }

  /** What the definition of a workspace has to say: the first item. */
  public static Findings of(Validation validation) {
    List<Finding> findings = new ArrayList<>();
    for (Problem problem : validation.problems()) {
      Trouble trouble = new Trouble(problem.code(), problem.said(), problem.hint());
      findings.add(
          Finding.atOnce(
              Item.DEFINITION,
              problem.location().file(),
              problem.location(),
              switch (problem.severity()) {
                case ERROR -> new Outcome.Fail(trouble, false);
                case WARNING -> new Outcome.Warn(trouble);
                case NOTE -> new Outcome.Skipped(trouble.message());
              }));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.atOnce(
              Item.DEFINITION,
              WORKSPACE,
              Location.file(""),
              new Outcome.Pass(ProblemReport.found(validation))));
    }
    return new Findings(findings);
  }

  /** Nothing but the definition could be tested. */
  public Findings withoutTheRest() {
    return with(
        Arrays.stream(Item.values())
            .filter(item -> item != Item.DEFINITION)
            .map(item ->
                Finding.atOnce(item, WORKSPACE, Location.file(""), notReached(Item.DEFINITION)))
            .toList());
  }

  /** Both. */
  public Findings with(Findings more) {
    return with(more.all());
  }

  /** Failures as errors and warnings as such, where they are defined. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (Finding finding : all) {
      switch (finding.outcome()) {
        case Outcome.Fail fail -> problems.add(problem(finding, Severity.ERROR, fail.trouble()));
        case Outcome.Warn warn -> problems.add(problem(finding, Severity.WARNING, warn.trouble()));
        case Outcome.Pass _, Outcome.Skipped _ -> {}
      }
    }
    return problems;
  }

  private static Problem problem(Finding finding, Severity severity, Trouble trouble) {
    return new Problem(
        finding.at(),
        severity,
        trouble.code(),
        finding.item().words() + " of " + finding.subject(),
        trouble.message(),
        trouble.hint());
  }

  /** An item behind one that failed. */
  static Outcome notReached(Item failed) {
    return new Outcome.Skipped("not reached: " + failed.words() + " failed");
  }
}
