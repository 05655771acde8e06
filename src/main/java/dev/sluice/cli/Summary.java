package dev.sluice.cli;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.json.Json;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a run amounted to. */
final class Summary {
  private static final List<String> HEADINGS =
      List.of(
          "pipeline",
          "state",
          "read",
          "filtered",
          "skipped",
          "dead-lettered",
          "written",
          "duration");

  private Summary() {}

  /** A table, a pipeline a line; below it what made pipelines fail. */
  static String text(List<PipelineResult> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    results.forEach(result -> rows.add(row(result)));
    int[] widths =
        IntStream.range(0, HEADINGS.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        line.append(row.get(column))
            .append(" ".repeat(widths[column] - row.get(column).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    for (PipelineResult result : results) {
      if (result.ending() instanceof Ending.Failed failed) {
        text.append(result.plan().name()).append(": ").append(failed.trouble()).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> row(PipelineResult result) {
    Books books = result.books();
    return List.of(
        result.plan().name(),
        state(result.ending()),
        Long.toString(read(result)),
        Long.toString(books.filtered()),
        counted(books.skipped(), "0"),
        counted(books.deadLettered(), "0"),
        counted(written(result), "0"),
        String.format(java.util.Locale.ROOT, "%.1f s", result.duration().toMillis() / 1000.0));
  }

  private static String counted(Map<String, Long> counts, String none) {
    return counts.isEmpty()
        ? none
        : counts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
  }

  static String state(Ending ending) {
    return switch (ending) {
      case Ending.Completed _ -> "completed";
      case Ending.Stopped _ -> "stopped";
      case Ending.Failed _ -> "failed";
    };
  }

  static long read(PipelineResult result) {
    return result.plan().graph().pipeline().sources().stream()
        .map(SourceDefinition::name)
        .mapToLong(source -> result.books().stage(source).in())
        .sum();
  }

  static Map<String, Long> written(PipelineResult result) {
    Map<String, Long> written = new LinkedHashMap<>();
    for (TargetDefinition target : result.plan().graph().pipeline().targets()) {
      written.put(target.name(), result.books().stage(target.name()).out());
    }
    return written;
  }

  /** The same as one JSON document. */
  static String json(List<PipelineResult> results, EventLog log) {
    return Json.document(json -> {
      json.writeArrayFieldStart("pipelines");
      for (PipelineResult result : results) {
        json.writeStartObject();
        json.writeStringField("pipeline", result.plan().name());
        json.writeStringField("id", result.plan().id());
        json.writeStringField("state", state(result.ending()));
        json.writeNumberField("read", read(result));
        json.writeNumberField("filtered", result.books().filtered());
        counts(json, "skipped", result.books().skipped());
        counts(json, "deadLettered", result.books().deadLettered());
        counts(json, "written", written(result));
        json.writeNumberField("drifts", log.drifts(result.plan().name()));
        json.writeNumberField("retries", result.retries());
        json.writeNumberField("durationMs", result.duration().toMillis());
        if (result.ending() instanceof Ending.Failed failed) {
          json.writeObjectFieldStart("problem");
          json.writeStringField("code", failed.trouble().code().id());
          json.writeStringField("message", failed.trouble().message());
          json.writeStringField("hint", failed.trouble().hint());
          json.writeEndObject();
        } else {
          json.writeNullField("problem");
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    })
        + "\n";
  }

  private static void counts(
      com.fasterxml.jackson.core.JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
