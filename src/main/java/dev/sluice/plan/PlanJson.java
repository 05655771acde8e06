package dev.sluice.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A plan as JSON: names and meaning are fixed, more keys may come. */
final class PlanJson {
  private PlanJson() {}

  /** One JSON document. */
  static String of(Plan plan) {
    return Json.document(json -> {
      json.writeStringField("at", plan.at().toString());
      json.writeBooleanField("changes", plan.changes());
      json.writeBooleanField("online", plan.online());
      json.writeArrayFieldStart("pipelines");
      for (PipelineForecast each : plan.pipelines()) {
        pipeline(json, each);
      }
      json.writeEndArray();
    })
        + "\n";
  }

  private static void pipeline(JsonGenerator json, PipelineForecast each) throws IOException {
    json.writeStartObject();
    json.writeStringField("pipeline", each.pipeline().name());
    json.writeStringField("id", each.pipeline().id());
    json.writeStringField("file", each.pipeline().at().file());
    json.writeStringField("change", each.change().word());
    json.writeStringField("verdict", each.verdict().word());
    json.writeStringField("why", each.why());
    json.writeNumberField("reads", each.sum(PartitionForecast::reads));
    json.writeNumberField("replays", each.sum(PartitionForecast::replays));
    json.writeNumberField("skips", each.sum(PartitionForecast::skips));
    json.writeNumberField("loses", each.sum(PartitionForecast::loses));
    json.writeBooleanField("approximate", each.approximate());
    json.writeArrayFieldStart("definition");
    for (DefinitionChange change : each.definition()) {
      json.writeStartObject();
      json.writeStringField("path", change.path());
      json.writeStringField("before", change.before());
      json.writeStringField("after", change.after());
      json.writeStringField("effect", change.effect());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("partitions");
    for (PartitionForecast partition : each.partitions()) {
      partition(json, partition);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notes");
    for (String note : each.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void partition(JsonGenerator json, PartitionForecast each) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", each.source());
    json.writeStringField("topic", each.partition().topic());
    json.writeNumberField("partition", each.partition().index());
    number(json, "row", each.row() == null ? null : each.row().longValue());
    number(json, "delivered", each.delivered());
    number(json, "start", each.start());
    json.writeNumberField("end", each.end());
    json.writeNumberField("reads", each.reads());
    json.writeNumberField("replays", each.replays());
    json.writeNumberField("skips", each.skips());
    json.writeNumberField("loses", each.loses());
    number(json, "lagMs", each.lag() < 0 ? null : each.lag());
    json.writeStringField("note", each.note());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, @Nullable Long number)
      throws IOException {
    if (number == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, number);
    }
  }
}
