package dev.sluice.offsets;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.json.Json;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Positions, as text and as one JSON document. */
public final class OffsetsReport {
  /**
   * One pipeline's.
   *
   * @param logs of what it reads now
   */
  public record OfPipeline(
      PipelineDefinition pipeline, Checkpoint checkpoint, Map<Partition, LogRange> logs) {
    /** How many offsets lie before the ends; a partition without a position counts for nothing. */
    long lag() {
      return checkpoint.positions().entrySet().stream()
          .mapToLong(entry -> Math.max(0, lag(entry.getKey(), entry.getValue())))
          .sum();
    }

    private long lag(Partition partition, Position position) {
      LogRange log = logs.get(partition);
      return log == null ? -1 : Math.max(0, log.highWatermark() - position.next());
    }

    private long end(Partition partition) {
      LogRange log = logs.get(partition);
      return log == null ? -1 : log.highWatermark();
    }
  }

  private OffsetsReport() {}

  /** A line a partition. */
  public static String show(List<OfPipeline> pipelines) {
    StringBuilder text = new StringBuilder();
    for (OfPipeline each : pipelines) {
      Checkpoint checkpoint = each.checkpoint();
      text.append(head(each.pipeline()))
          .append(
              checkpoint.firstStartedAt() == null
                  ? "never started"
                  : "started " + checkpoint.firstStartedAt())
          .append(
              checkpoint.fullCompleted() == null
                  ? ""
                  : ", full sync completed " + checkpoint.fullCompleted())
          .append('\n');
      new TreeMap<>(checkpoint.positions())
          .forEach((partition, position) ->
              text.append(
                  String.format(
                              "  %-40s next %-12d %s",
                              partition, position.next(), rest(each, partition, position))
                          .stripTrailing()
                      + "\n"));
    }
    return text.toString();
  }

  private static String head(PipelineDefinition pipeline) {
    return pipeline.name()
        + " ("
        + (pipeline.id().equals(pipeline.name()) ? "" : "id " + pipeline.id() + ", ")
        + pipeline.checkpoint().store()
        + "): ";
  }

  private static String rest(OfPipeline each, Partition partition, Position position) {
    long end = each.end(partition);
    String read =
        position.timestamp() < 0
            ? ""
            : "  last record of " + Instant.ofEpochMilli(position.timestamp());
    return (end < 0
            ? "not read now (cluster " + partition.cluster() + ")"
            : "end " + end + "  lag " + each.lag(partition, position))
        + read;
  }

  /** A line a pipeline. */
  public static String lag(List<OfPipeline> pipelines) {
    StringBuilder text = new StringBuilder();
    pipelines.forEach(each ->
        text.append(head(each.pipeline()))
            .append("lag ")
            .append(each.lag())
            .append(" in ")
            .append(each.checkpoint().positions().size())
            .append(" partitions\n"));
    return text.toString();
  }

  /** Everything, for both. */
  public static String json(List<OfPipeline> pipelines) {
    return Json.document(json -> {
      json.writeArrayFieldStart("pipelines");
      for (OfPipeline each : pipelines) {
        pipeline(json, each);
      }
      json.writeEndArray();
    })
        + "\n";
  }

  private static void pipeline(JsonGenerator json, OfPipeline each) throws IOException {
    json.writeStartObject();
    json.writeStringField("pipeline", each.pipeline().name());
    json.writeStringField("id", each.pipeline().id());
    json.writeStringField("store", each.pipeline().checkpoint().store());
    json.writeStringField("firstStartedAt", text(each.checkpoint().firstStartedAt()));
    json.writeStringField("fullCompleted", text(each.checkpoint().fullCompleted()));
    json.writeNumberField("lag", each.lag());
    json.writeArrayFieldStart("positions");
    for (var entry : new TreeMap<>(each.checkpoint().positions()).entrySet()) {
      position(json, each, entry.getKey(), entry.getValue());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void position(
      JsonGenerator json, OfPipeline of, Partition partition, Position position)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("cluster", partition.cluster());
    json.writeStringField("topic", partition.topic());
    json.writeStringField("topicId", position.topicId());
    json.writeNumberField("partition", partition.index());
    json.writeNumberField("next", position.next());
    json.writeNumberField("leaderEpoch", position.leaderEpoch());
    json.writeStringField(
        "timestamp",
        position.timestamp() < 0 ? null : Instant.ofEpochMilli(position.timestamp()).toString());
    number(json, "end", of.end(partition));
    number(json, "lag", of.lag(partition, position));
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** What a change does, a line a partition that it touches. */
  public static String change(PipelineDefinition pipeline, Checkpoint before, Checkpoint after) {
    StringBuilder text = new StringBuilder(head(pipeline)).append("before -> after\n");
    TreeSet<Partition> all = new TreeSet<>(before.positions().keySet());
    all.addAll(after.positions().keySet());
    for (Partition partition : all) {
      String old = next(before, partition);
      String now = next(after, partition);
      text.append(
          String.format("  %-40s %s%n", partition, old.equals(now) ? old : old + " -> " + now));
    }
    changed(text, "first start", before.firstStartedAt(), after.firstStartedAt());
    changed(text, "full sync completed", before.fullCompleted(), after.fullCompleted());
    changed(text, "slots", before.slots(), after.slots());
    return text.toString();
  }

  private static String next(Checkpoint checkpoint, Partition partition) {
    Position position = checkpoint.positions().get(partition);
    return position == null ? "none" : Long.toString(position.next());
  }

  private static void changed(
      StringBuilder text, String what, @Nullable Object before, @Nullable Object after) {
    if (!java.util.Objects.equals(before, after)) {
      text.append("  ")
          .append(what)
          .append(": ")
          .append(before == null ? "none" : before)
          .append(" -> ")
          .append(after == null ? "none" : after)
          .append('\n');
    }
  }
}
