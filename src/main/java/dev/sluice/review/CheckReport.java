package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.json.Json;
import dev.sluice.problem.Printable;
import dev.sluice.problem.Trouble;
import dev.sluice.report.GithubReport;
import dev.sluice.report.JunitReport;
import dev.sluice.report.SarifReport;
import org.jspecify.annotations.Nullable;

/** A connection test, for people and for programs. */
public final class CheckReport {
  private CheckReport() {}

  /** Under each subject its items, a line each; the mends; then the counts. */
  public static String text(Findings findings) {
    StringBuilder text = new StringBuilder();
    String subject = "";
    for (Finding finding : findings.all()) {
      if (!finding.subject().equals(subject)) {
        subject = finding.subject();
        text.append(Printable.of(subject)).append('\n');
      }
      line(text, finding);
    }
    return text.append(Printable.counted(findings.count(Outcome.Pass.class), "item"))
        .append(" passed, ")
        .append(findings.count(Outcome.Warn.class))
        .append(" warned, ")
        .append(findings.count(Outcome.Fail.class))
        .append(" failed, ")
        .append(findings.count(Outcome.Skipped.class))
        .append(" skipped\n")
        .toString();
  }

  private static void line(StringBuilder text, Finding finding) {
    text.append(
        String.format(
            "  %-7s %2d %-15s  ",
            status(finding.outcome()), finding.item().number(), finding.item().words()));
    Trouble trouble = trouble(finding.outcome());
    String code =
        trouble == null
            ? ""
            : (finding.outcome() instanceof Outcome.Fail ? "error[" : "warning[")
                + trouble.code().id()
                + "] ";
    text.append(code)
        .append(Printable.of(place(finding) + message(finding.outcome())))
        .append('\n');
    if (trouble != null && trouble.hint() != null) {
      text.append(" ".repeat(30)).append(Printable.of(trouble.hint())).append('\n');
    }
  }

  /** Of a definition's problem it matters where it stands; of all others the subject says it. */
  private static String place(Finding finding) {
    return finding.item() == Item.DEFINITION && finding.at().line() > 0 ? finding.at() + ": " : "";
  }

  /** The same as one JSON document. */
  public static String json(Findings findings) {
    return Json.document(json -> {
      json.writeNumberField("passed", findings.count(Outcome.Pass.class));
      json.writeNumberField("warned", findings.count(Outcome.Warn.class));
      json.writeNumberField("failed", findings.count(Outcome.Fail.class));
      json.writeNumberField("skipped", findings.count(Outcome.Skipped.class));
      json.writeArrayFieldStart("items");
      for (Finding finding : findings.all()) {
        Trouble trouble = trouble(finding.outcome());
        json.writeStartObject();
        json.writeNumberField("item", finding.item().number());
        json.writeStringField("name", finding.item().words());
        json.writeStringField("subject", finding.subject());
        json.writeStringField("status", status(finding.outcome()));
        json.writeStringField("code", trouble == null ? null : trouble.code().id());
        json.writeStringField("message", message(finding.outcome()));
        json.writeStringField("hint", trouble == null ? null : trouble.hint());
        json.writeStringField("file", finding.at().file());
        json.writeNumberField("line", finding.at().line());
        json.writeNumberField("column", finding.at().column());
        json.writeNumberField("durationMs", finding.took().toMillis());
        json.writeEndObject();
      }
      json.writeEndArray();
    })
        + "\n";
  }

  /** Failures and warnings as GitHub's workflow commands. */
  public static String github(Findings findings) {
    return GithubReport.of(findings.problems());
  }

  /**
   * Failures and warnings as SARIF 2.1.0.
   *
   * @param version of this release
   */
  public static String sarif(Findings findings, String version) {
    return SarifReport.of(findings.problems(), version);
  }

  /** As JUnit's XML: a test an item and subject; warnings pass and say so. */
  public static String junit(Findings findings) {
    return JunitReport.of(
        "sluice check",
        findings.all().stream()
            .map(finding ->
                new JunitReport.Case(
                    finding.subject(),
                    finding.item().number() + " " + finding.item().words(),
                    finding.took(),
                    result(finding)))
            .toList());
  }

  private static JunitReport.Result result(Finding finding) {
    return switch (finding.outcome()) {
      case Outcome.Pass _ -> new JunitReport.Result.Passed("");
      case Outcome.Warn warn ->
          new JunitReport.Result.Passed("warning: " + said(finding, warn.trouble()));
      case Outcome.Fail fail -> {
        String said = said(finding, fail.trouble());
        yield new JunitReport.Result.Failed(fail.trouble().code().id(), said, said);
      }
      case Outcome.Skipped skipped -> new JunitReport.Result.Skipped(skipped.why());
    };
  }

  private static String said(Finding finding, Trouble trouble) {
    return place(finding) + Printable.of(Printable.withHint(trouble.message(), trouble.hint()));
  }

  private static String status(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Pass _ -> "pass";
      case Outcome.Warn _ -> "warn";
      case Outcome.Fail _ -> "fail";
      case Outcome.Skipped _ -> "skipped";
    };
  }

  private static String message(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Pass pass -> pass.message();
      case Outcome.Warn warn -> warn.trouble().message();
      case Outcome.Fail fail -> fail.trouble().message();
      case Outcome.Skipped skipped -> skipped.why();
    };
  }

  private static @Nullable Trouble trouble(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Warn warn -> warn.trouble();
      case Outcome.Fail fail -> fail.trouble();
      case Outcome.Pass _, Outcome.Skipped _ -> null;
    };
  }
}
