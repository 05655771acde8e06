package dev.sluice.cli;

import dev.sluice.json.Json;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.Journal;
import dev.sluice.observe.LogEntry;
import dev.sluice.observe.State;
import dev.sluice.report.Columns;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
    Columns columns = new Columns();
    columns.row(HEADINGS);
    results.forEach(result -> columns.row(row(result)));
    StringBuilder text = new StringBuilder(columns.text(""));
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
        State.of(result.ending()).toString(),
        Long.toString(result.read()),
        Long.toString(books.filtered()),
        counted(books.skipped(), "0"),
        counted(books.deadLettered(), "0"),
        counted(result.written(), "0"),
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

  /** The same in the log of a run, a line a pipeline. */
  static void log(List<PipelineResult> results, EventLog log) {
    for (PipelineResult result : results) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("state", State.of(result.ending()).toString());
      fields.put("read", result.read());
      fields.put("filtered", result.books().filtered());
      fields.put("skipped", Books.total(result.books().skipped()));
      fields.put("deadLettered", Books.total(result.books().deadLettered()));
      fields.put("written", Books.total(result.written()));
      fields.put("retries", result.retries());
      fields.put("durationMs", result.duration().toMillis());
      log.entry(
          new LogEntry(
              LogEntry.Level.INFO,
              "summary",
              result.plan().name(),
              State.of(result.ending())
                  + ": read "
                  + result.read()
                  + ", written "
                  + Books.total(result.written()),
              fields));
    }
  }

  /** The same as one JSON document. */
  static String json(List<PipelineResult> results, Journal journal) {
    return Json.document(json -> {
      json.writeArrayFieldStart("pipelines");
      for (PipelineResult result : results) {
        json.writeStartObject();
        json.writeStringField("pipeline", result.plan().name());
        json.writeStringField("id", result.plan().id());
        json.writeStringField("state", State.of(result.ending()).toString());
        json.writeNumberField("read", result.read());
        json.writeNumberField("filtered", result.books().filtered());
        Json.counts(json, "skipped", result.books().skipped());
        Json.counts(json, "deadLettered", result.books().deadLettered());
        Json.counts(json, "written", result.written());
        json.writeNumberField("drifts", journal.drifts(result.plan().name()));
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
}
