package dev.sluice.testing;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.PipelineFilters;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.preview.LiveRecords;
import dev.sluice.preview.Redaction;
import dev.sluice.preview.SampleRange;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.Rehearsal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a test of live records: what mask filters hide is hidden in it, and what the pipeline makes
 * of what is left is what the test expects.
 */
public final class Capture {
  private final Graph graph;
  private final Catalogue catalogue;
  private final Redaction redaction;
  private final List<Given.Read> taken = new ArrayList<>();
  private long leftOut;

  /** Of one pipeline. */
  public Capture(Graph graph, Catalogue catalogue) {
    this.graph = graph;
    this.catalogue = catalogue;
    this.redaction = new Redaction(List.of(graph));
  }

  /**
   * Reads the newest records.
   *
   * @param limit how many of a source, at most
   * @throws dev.sluice.problem.StageException where a cluster does not answer
   */
  public void read(long limit) {
    SampleRange newest = new SampleRange(limit, null, null, null);
    try (LiveRecords records = new LiveRecords(catalogue, graph, newest)) {
      records.read(
          Set.of(),
          (stage, message) -> {
            if (isText(message.key()) && isText(message.valueBytes())) {
              taken.add(new Given.Read(stage, message));
            } else {
              leftOut++;
            }
          });
    }
  }

  /** How many records there are to make a test of. */
  public int size() {
    return taken.size();
  }

  /** How many records no YAML can hold: their key or value is not UTF-8. */
  public long leftOut() {
    return leftOut;
  }

  private static boolean isText(byte @Nullable [] bytes) {
    return bytes == null || RecordText.utf8(bytes) != null;
  }

  /**
   * The test, as YAML.
   *
   * @param name of its one case
   */
  public String test(String name) {
    PipelineDefinition pipeline = graph.pipeline();
    boolean topics =
        pipeline.sources().size() > 1
            || catalogue.source().topics(pipeline.sources().getFirst().settings()).size() != 1;
    CaseRun run = new CaseRun(graph, catalogue);
    Rehearsal rehearsal = new Rehearsal(graph, new PipelineFilters(pipeline));
    StringBuilder text = new StringBuilder("apiVersion: sluice/v1\nkind: Test\npipeline: ");
    text.append(pipeline.name()).append("\ncases:\n  - name: ").append(FlowYaml.text(name));
    text.append("\n    given:\n");
    for (Given.Read each : taken) {
      Message message = each.message();
      Map<String, String> record = new LinkedHashMap<>();
      Rehearsal.Outcome outcome = rehearsal.run(each.source(), Batch.of(message));
      Redaction.OfRecord shown = redaction.of(message, List.of(outcome));
      Message masked = shown.masked(message);
      if (topics) {
        record.put("topic", FlowYaml.text(message.source().topic()));
      }
      if (message.source().index() != 0) {
        record.put("partition", Integer.toString(message.source().index()));
      }
      record.put("timestamp", Instant.ofEpochMilli(Math.max(0, message.timestamp())).toString());
      record.putAll(fields(masked, false));
      text.append("      - ").append(FlowYaml.mapping(record)).append('\n');
      run.take(each.source(), masked);
    }
    return text.append(expected(run.actual())).toString();
  }

  private static Map<String, String> fields(Message message, boolean expected) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("key", FlowYaml.key(message.key(), expected));
    byte[] value = message.valueBytes();
    String json = FlowYaml.value(value, expected);
    if (json == null) {
      fields.put("raw", FlowYaml.text(RecordText.text(value)));
    } else {
      fields.put("value", json);
    }
    if (!message.headers().isEmpty() && !expected) {
      fields.put("headers", headers(message.headers()));
    }
    return fields;
  }

  private static String headers(List<Header> headers) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (Header header : headers) {
      byName
          .computeIfAbsent(FlowYaml.text(header.name()), name -> new ArrayList<>())
          .add(header.value() == null ? "null" : FlowYaml.text(RecordText.text(header.value())));
    }
    Map<String, String> lists = new LinkedHashMap<>();
    byName.forEach((name, values) -> lists.put(name, "[" + String.join(", ", values) + "]"));
    return FlowYaml.mapping(lists);
  }

  private static String expected(Actual actual) {
    StringBuilder text = new StringBuilder("    expect:\n");
    actual
        .targets()
        .forEach((target, records) -> {
          text.append("      ").append(target).append(records.isEmpty() ? ": []\n" : ":\n");
          records.forEach(each ->
              text.append("        - ")
                  .append(FlowYaml.mapping(fields(each.message(), true)))
                  .append('\n'));
        });
    Books books = actual.books();
    text.append("      filtered: ").append(books.filtered()).append('\n');
    if (!books.skipped().isEmpty()) {
      text.append("      skipped: ").append(FlowYaml.counts(books.skipped())).append('\n');
    }
    if (!actual.deadLetters().isEmpty()) {
      text.append("      deadLetter:\n");
      for (Actual.Dead dead : actual.deadLetters()) {
        Map<String, String> fields = fields(dead.letter().message(), true);
        fields.put("reason", dead.letter().reject().reason());
        text.append("        - ").append(FlowYaml.mapping(fields)).append('\n');
      }
    }
    Actual.Stopped stop = actual.stop();
    if (stop != null) {
      text.append("      stopped: {code: ")
          .append(stop.stop().trouble().code().id())
          .append(", at: ")
          .append(stop.given())
          .append("}\n");
    }
    return text.toString();
  }
}
