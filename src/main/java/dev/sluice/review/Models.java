package dev.sluice.review;

import static dev.sluice.problem.Printable.counted;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.model.Field;
import dev.sluice.model.Model;
import dev.sluice.model.ModelFile;
import dev.sluice.problem.Trouble;
import dev.sluice.stages.kafka.ModelSampler.Sampled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The models of what pipelines read, and their reports. */
public record Models(List<OfSource> sources) {
  /** Keeps a copy. */
  public Models {
    sources = List.copyOf(sources);
  }

  /**
   * What one source reads.
   *
   * @param trouble why nothing is known of it, or null
   */
  public record OfSource(
      String pipeline, String source, List<Sampled> topics, @Nullable Trouble trouble) {
    /** Keeps a copy. */
    public OfSource {
      topics = List.copyOf(topics);
    }
  }

  /** Under each source its topics, under each topic its fields. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (OfSource source : sources) {
      text.append(source.pipeline()).append(' ').append(source.source()).append(": ");
      text.append(
              source.trouble() == null
                  ? counted(source.topics().size(), "topic")
                  : source.trouble().toString())
          .append('\n');
      source.topics().forEach(topic -> topic(text, topic));
    }
    return text.toString();
  }

  private static void topic(StringBuilder text, Sampled sampled) {
    Model model = sampled.model();
    text.append("  ")
        .append(model.topic())
        .append(": ")
        .append(counted(sampled.partitions(), "partition"))
        .append(", ")
        .append(counted(sampled.offsets(), "offset"))
        .append("; of ")
        .append(model.sampled())
        .append(" sampled ")
        .append(model.tombstones())
        .append(" without a value, ")
        .append(model.notJson())
        .append(" not one JSON object\n");
    model.sorted().forEach((path, field) -> field(text, path, field));
    if (!model.complete()) {
      text.append("    and further fields, which are too many to keep\n");
    }
  }

  private static void field(StringBuilder text, String path, Field field) {
    String line =
        String.format("    %-32s %-16s", path, field.type())
            + share("null", field.nulls(), field.parents())
            + share("missing", field.missing(), field.parents());
    text.append(line.stripTrailing()).append('\n');
  }

  private static String share(String what, long part, long whole) {
    return part == 0 ? "" : String.format(Locale.ROOT, " %s %.0f %%", what, 100.0 * part / whole);
  }

  /** The same as one JSON document; {@code validate --models} reads it. */
  public String json() {
    return Json.document(json -> {
      json.writeArrayFieldStart("models");
      for (OfSource source : sources) {
        for (Sampled sampled : source.topics()) {
          json.writeStartObject();
          json.writeStringField("pipeline", source.pipeline());
          json.writeStringField("source", source.source());
          json.writeNumberField("partitions", sampled.partitions());
          json.writeNumberField("records", sampled.offsets());
          ModelFile.write(json, sampled.model());
          json.writeEndObject();
        }
      }
      json.writeEndArray();
      problems(json);
    })
        + "\n";
  }

  private void problems(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("problems");
    for (OfSource source : sources) {
      Trouble trouble = source.trouble();
      if (trouble != null) {
        json.writeStartObject();
        json.writeStringField("pipeline", source.pipeline());
        json.writeStringField("source", source.source());
        json.writeStringField("code", trouble.code().id());
        json.writeStringField("message", trouble.message());
        json.writeStringField("hint", trouble.hint());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  /** What could not be sampled. */
  public List<Trouble> troubles() {
    List<Trouble> troubles = new ArrayList<>();
    for (OfSource source : sources) {
      if (source.trouble() != null) {
        troubles.add(source.trouble());
      }
    }
    return troubles;
  }
}
