package dev.sluice.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.json.Json;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Books;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A picture of all pipelines as the status page reads it. */
final class StatusJson {
  private StatusJson() {}

  static String text(Snapshot snapshot, String version) {
    return Json.document(json -> {
      json.writeStringField("version", version);
      json.writeStringField("at", snapshot.at().toString());
      json.writeArrayFieldStart("pipelines");
      for (PipelineView pipeline : snapshot.pipelines()) {
        json.writeStartObject();
        pipeline(json, pipeline);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static void pipeline(JsonGenerator json, PipelineView pipeline) throws IOException {
    json.writeStringField("pipeline", pipeline.name());
    json.writeStringField("sync", pipeline.graph().pipeline().sync().word());
    json.writeStringField("state", pipeline.state().toString());
    problem(json, pipeline);
    if (pipeline.nextTry().isPresent()) {
      json.writeNumberField("nextTryMs", pipeline.nextTry().get().toMillis());
    }
    if (pipeline.caughtUp().isPresent()) {
      double share = pipeline.caughtUp().getAsDouble();
      json.writeStringField("progress", ProgressLines.stage(pipeline, share));
      json.writeNumberField("caughtUp", share);
    }
    json.writeNumberField("partitions", pipeline.partitions());
    json.writeNumberField("retries", pipeline.lanes().retries());
    json.writeNumberField("checkpointAgeMs", pipeline.checkpointAge().toMillis());
    json.writeArrayFieldStart("topics");
    for (Map.Entry<String, Lag> lag : new TreeMap<>(pipeline.lags()).entrySet()) {
      json.writeStartObject();
      json.writeStringField("topic", lag.getKey());
      json.writeNumberField("lag", lag.getValue().records());
      json.writeNumberField("held", lag.getValue().held());
      known(json, "lagSeconds", lag.getValue().seconds());
      known(json, "retentionLeftSeconds", lag.getValue().retentionLeft());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("stages");
    for (StageDefinition stage : pipeline.graph().order()) {
      json.writeStartObject();
      stage(json, pipeline, stage);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void problem(JsonGenerator json, PipelineView pipeline) throws IOException {
    Trouble trouble = pipeline.trouble();
    if (trouble != null) {
      json.writeObjectFieldStart("problem");
      json.writeStringField("code", trouble.code().id());
      json.writeStringField("message", trouble.message());
      json.writeStringField("hint", trouble.hint());
      json.writeEndObject();
    }
  }

  private static void stage(JsonGenerator json, PipelineView pipeline, StageDefinition stage)
      throws IOException {
    Books.Stage books = pipeline.lanes().books().stage(stage.name());
    json.writeStringField("stage", stage.name());
    json.writeStringField("kind", kind(stage));
    json.writeStringField("state", state(pipeline, stage).toString());
    json.writeArrayFieldStart("from");
    for (String from : Graph.from(stage)) {
      json.writeString(from);
    }
    json.writeEndArray();
    json.writeNumberField("in", books.in());
    json.writeNumberField("out", books.out());
    json.writeNumberField("filtered", books.filtered());
    json.writeNumberField("bytes", books.bytes());
    Json.counts(json, "skipped", books.skipped());
    Json.counts(json, "deadLettered", books.deadLettered());
  }

  private static String kind(StageDefinition stage) {
    return switch (stage) {
      case SourceDefinition _ -> "source";
      case FilterDefinition filter -> filter.type().key().name();
      case TargetDefinition _ -> "target";
    };
  }

  /** Where it is known which targets are being waited for, the other stages are not to blame. */
  private static State state(PipelineView pipeline, StageDefinition stage) {
    boolean blamed =
        pipeline.graph().order().stream()
            .anyMatch(each -> pipeline.lanes().stalled().contains(each.name()));
    return blamed
            && pipeline.state() == State.RETRYING
            && !pipeline.lanes().stalled().contains(stage.name())
        ? State.WAITING
        : pipeline.state();
  }

  private static void known(JsonGenerator json, String name, double value) throws IOException {
    if (!Double.isNaN(value)) {
      json.writeNumberField(name, value);
    }
  }
}
