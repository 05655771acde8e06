package dev.sluice.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.problem.Printable;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Problems as a SARIF 2.1.0 log (OASIS), for code scanning. */
public final class SarifReport {
  private SarifReport() {}

  /**
   * One document.
   *
   * @param version of this release
   */
  public static String of(List<Problem> problems, String version) {
    return Json.document(json -> {
      json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      tool(json, problems, version);
      json.writeArrayFieldStart("results");
      for (Problem problem : problems) {
        result(json, problem);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
    })
        + "\n";
  }

  private static void tool(JsonGenerator json, List<Problem> problems, String version)
      throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "sluice");
    json.writeStringField("version", version);
    json.writeArrayFieldStart("rules");
    for (ProblemCode code : problems.stream().map(Problem::code).distinct().sorted().toList()) {
      json.writeStartObject();
      json.writeStringField("id", code.id());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void result(JsonGenerator json, Problem problem) throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", problem.code().id());
    json.writeStringField(
        "level",
        switch (problem.severity()) {
          case ERROR -> "error";
          case WARNING -> "warning";
          case NOTE -> "note";
        });
    json.writeObjectFieldStart("message");
    json.writeStringField("text", Printable.withHint(problem.said(), problem.hint()));
    json.writeEndObject();
    json.writeArrayFieldStart("locations");
    if (!problem.location().file().isEmpty()) {
      location(json, problem);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void location(JsonGenerator json, Problem problem) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri(problem.location().file()));
    json.writeEndObject();
    if (problem.location().line() > 0) {
      json.writeObjectFieldStart("region");
      json.writeNumberField("startLine", problem.location().line());
      json.writeNumberField("startColumn", problem.location().column());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A path as a relative reference (RFC 3986): a colon in it would make a scheme of a name. */
  private static String uri(String file) {
    StringBuilder uri = new StringBuilder();
    for (byte each : file.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xff);
      boolean plain =
          character < 128
              && (Character.isLetterOrDigit(character) || "-._~/".indexOf(character) >= 0);
      uri.append(plain ? String.valueOf(character) : String.format("%%%02X", (int) character));
    }
    return uri.toString();
  }
}
