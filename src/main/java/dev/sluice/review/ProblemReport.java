package dev.sluice.review;

import static dev.sluice.problem.Printable.counted;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.problem.Problem;
import dev.sluice.problem.Severity;
import java.io.IOException;
import java.util.List;

/** The problems of a workspace, for people and for programs. */
public final class ProblemReport {
  private ProblemReport() {}

  /** A line a problem, then the counts; what was found where nothing is wrong. */
  public static String text(Validation validation) {
    StringBuilder text = new StringBuilder();
    validation.problems().forEach(problem -> text.append(problem).append('\n'));
    long errors = validation.count(Severity.ERROR);
    long warnings = validation.count(Severity.WARNING);
    if (errors > 0 || warnings > 0) {
      text.append(counted(errors, "error"))
          .append(", ")
          .append(counted(warnings, "warning"))
          .append(" in ")
          .append(counted(validation.workspace().files(), "file"))
          .append('\n');
    }
    if (errors == 0) {
      text.append(found(validation)).append('\n');
    }
    return text.toString();
  }

  /** What a valid workspace holds. */
  static String found(Validation validation) {
    return counted(validation.workspace().pipelines().size(), "pipeline")
        + ", "
        + counted(validation.workspace().connections().size(), "connection")
        + ": valid";
  }

  /** The same as one JSON document. */
  public static String json(Validation validation) {
    return Json.document(json -> {
      problems(json, validation.problems());
      json.writeNumberField("errors", validation.count(Severity.ERROR));
      json.writeNumberField("warnings", validation.count(Severity.WARNING));
    })
        + "\n";
  }

  private static void problems(JsonGenerator json, List<Problem> problems) throws IOException {
    json.writeArrayFieldStart("problems");
    for (Problem problem : problems) {
      json.writeStartObject();
      json.writeStringField("file", problem.location().file());
      json.writeNumberField("line", problem.location().line());
      json.writeNumberField("column", problem.location().column());
      json.writeStringField("severity", problem.severity().word());
      json.writeStringField("code", problem.code().id());
      json.writeStringField("path", problem.path());
      json.writeStringField("message", problem.message());
      json.writeStringField("hint", problem.hint());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
