package dev.sluice.preview;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.problem.Printable;
import dev.sluice.report.Columns;
import dev.sluice.report.Markdown;
import java.io.IOException;
import java.util.List;

/** A preview, for people and for programs. */
public final class PreviewReport {
  private static final int LONGEST = 400;
  private static final List<String> HEAD =
      List.of("stage", "in", "created", "out", "filtered", "skipped", "changed", "stops");

  private PreviewReport() {}

  /** The stages' counts, then how versions differ, then samples. */
  public static String text(Preview preview) {
    StringBuilder text = new StringBuilder();
    text.append(preview.pipeline())
        .append(": ")
        .append(Printable.counted(preview.read(), "record"))
        .append(" read\n");
    Columns columns = new Columns();
    columns.row(HEAD);
    preview.stages().forEach(stage -> columns.row(cells(stage)));
    text.append(columns.text("  "));
    preview.stops().forEach(stop -> text.append("  ").append(Printable.of(stop)).append('\n'));
    Preview.Against against = preview.against();
    if (against != null) {
      text.append(counts(against)).append('\n');
    }
    preview.samples().forEach(sample -> sample(text, sample));
    return text.toString();
  }

  private static List<String> cells(StageCounts stage) {
    return List.of(
        stage.stage(),
        Long.toString(stage.in()),
        Long.toString(stage.created()),
        Long.toString(stage.out()),
        Long.toString(stage.filtered()),
        Long.toString(stage.skipped()),
        Long.toString(stage.changed()),
        Long.toString(stage.stops()));
  }

  private static String counts(Preview.Against against) {
    return against.same()
        + " delivered as before, "
        + against.kept()
        + " now kept, "
        + against.dropped()
        + " now dropped, "
        + against.changed()
        + " changed";
  }

  private static void sample(StringBuilder text, Sample sample) {
    text.append(Printable.of(sample.record() + ": " + sample.kind())).append('\n');
    line(text, "  read    ", sample.key() + " " + sample.value());
    sample.before().forEach(each -> line(text, "  before  ", each));
    sample.after().forEach(each -> line(text, "  writes  ", each));
    sample
        .differences()
        .forEach(
            each -> line(text, "    ", each.at() + ": " + each.before() + " -> " + each.after()));
  }

  private static void line(StringBuilder text, String head, String content) {
    String line = Printable.of(content);
    text.append(head)
        .append(line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line)
        .append('\n');
  }

  /** One JSON document. */
  public static String json(Preview preview) {
    return Json.document(json -> {
      json.writeStringField("pipeline", preview.pipeline());
      json.writeNumberField("read", preview.read());
      json.writeArrayFieldStart("stages");
      for (StageCounts stage : preview.stages()) {
        stage(json, stage);
      }
      json.writeEndArray();
      Preview.Against against = preview.against();
      if (against != null) {
        json.writeObjectFieldStart("against");
        json.writeNumberField("same", against.same());
        json.writeNumberField("kept", against.kept());
        json.writeNumberField("dropped", against.dropped());
        json.writeNumberField("changed", against.changed());
        json.writeEndObject();
      }
      texts(json, "stops", preview.stops());
      json.writeArrayFieldStart("samples");
      for (Sample sample : preview.samples()) {
        sample(json, sample);
      }
      json.writeEndArray();
    })
        + "\n";
  }

  private static void stage(JsonGenerator json, StageCounts stage) throws IOException {
    json.writeStartObject();
    json.writeStringField("stage", stage.stage());
    json.writeNumberField("in", stage.in());
    json.writeNumberField("created", stage.created());
    json.writeNumberField("out", stage.out());
    json.writeNumberField("filtered", stage.filtered());
    json.writeNumberField("skipped", stage.skipped());
    json.writeNumberField("changed", stage.changed());
    json.writeNumberField("stops", stage.stops());
    json.writeEndObject();
  }

  private static void sample(JsonGenerator json, Sample sample) throws IOException {
    json.writeStartObject();
    json.writeStringField("record", sample.record());
    json.writeStringField("kind", sample.kind());
    json.writeStringField("key", sample.key());
    json.writeStringField("value", sample.value());
    texts(json, "before", sample.before());
    texts(json, "after", sample.after());
    json.writeArrayFieldStart("differences");
    for (Sample.Difference each : sample.differences()) {
      json.writeStartObject();
      json.writeStringField("at", each.at());
      json.writeStringField("before", each.before());
      json.writeStringField("after", each.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String each : texts) {
      json.writeString(each);
    }
    json.writeEndArray();
  }

  /** A comment for a pull request. */
  public static String markdown(Preview preview) {
    StringBuilder text = new StringBuilder("### Preview: ");
    text.append(Markdown.code(preview.pipeline()))
        .append(", ")
        .append(Printable.counted(preview.read(), "record"))
        .append("\n\n");
    Preview.Against against = preview.against();
    if (against != null) {
      text.append(counts(against)).append(".\n\n");
    }
    text.append(Markdown.row(HEAD)).append(Markdown.line(1, HEAD.size() - 1));
    preview.stages().forEach(stage -> text.append(Markdown.row(cells(stage))));
    preview.stops().forEach(stop -> text.append("\n- ").append(Markdown.text(stop)).append('\n'));
    for (Sample sample : preview.samples()) {
      text.append("\n- ")
          .append(Markdown.code(sample.record()))
          .append(": ")
          .append(Markdown.text(sample.kind()))
          .append('\n');
      item(text, "read", sample.key() + " " + sample.value());
      sample.before().forEach(each -> item(text, "before", each));
      sample.after().forEach(each -> item(text, "writes", each));
      sample
          .differences()
          .forEach(each -> item(text, each.at(), each.before() + " -> " + each.after()));
    }
    return text.toString();
  }

  private static void item(StringBuilder text, String name, String content) {
    String shown = content.length() > LONGEST ? content.substring(0, LONGEST) + "..." : content;
    text.append("  - ")
        .append(Markdown.text(name))
        .append(": ")
        .append(Markdown.code(shown))
        .append('\n');
  }
}
