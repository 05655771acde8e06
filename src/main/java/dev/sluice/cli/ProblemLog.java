package dev.sluice.cli;

import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogEntry;
import dev.sluice.problem.Location;
import dev.sluice.problem.Problem;
import dev.sluice.problem.Severity;
import dev.sluice.review.Validation;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is wrong with a workspace, in the log of a run. */
record ProblemLog(EventLog log) {
  /** One line a problem; nothing where there is none. */
  void tell(Validation validation) {
    validation.problems().forEach(problem -> log.entry(entry(problem)));
  }

  private static LogEntry entry(Problem problem) {
    Location at = problem.location();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", at.file());
    fields.put("line", at.line());
    fields.put("column", at.column());
    fields.put("code", problem.code().id());
    fields.put("path", problem.path());
    return new LogEntry(
        problem.severity() == Severity.ERROR ? LogEntry.Level.ERROR : LogEntry.Level.NOTABLE,
        "problem",
        null,
        problem.toString(),
        fields);
  }
}
