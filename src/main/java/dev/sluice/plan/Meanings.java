package dev.sluice.plan;

import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.schema.Meaning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the parts of a pipeline mean, whatever form they are written in. */
final class Meanings {
  private static final Set<String> HANDLED = Set.of("connection", "from", "store");

  private Meanings() {}

  /** Where a pipeline reads and writes, in one text. */
  static String ends(PipelineDefinition pipeline) {
    return Stream.concat(
            pipeline.sources().stream()
                .map(source -> place(source, source.connection(), "topics", "topicExpression")),
            pipeline.targets().stream().map(target -> place(target, target.connection(), "topic")))
        .sorted()
        .collect(Collectors.joining());
  }

  /** Where a pipeline writes, by the target's name. */
  static Map<String, String> targets(PipelineDefinition pipeline) {
    Map<String, String> places = new LinkedHashMap<>();
    pipeline
        .targets()
        .forEach(target -> places.put(target.name(), place(target, target.connection(), "topic")));
    return places;
  }

  private static String place(
      StageDefinition stage, ConnectionDefinition connection, String... keys) {
    Map<String, Meaning> meaning = stage.settings().meaning();
    return servers(connection) + Stream.of(keys).map(key -> text(meaning.get(key))).toList();
  }

  private static String servers(ConnectionDefinition connection) {
    return String.valueOf(text(connection.kafka().meaning().get("bootstrapServers")));
  }

  /** Whether two keep their positions in one place. */
  static boolean sameStore(PipelineDefinition left, PipelineDefinition right) {
    return left.id().equals(right.id()) && store(left).equals(store(right));
  }

  /** What locates a store. */
  private static String store(PipelineDefinition pipeline) {
    ConnectionDefinition connection = pipeline.checkpoint().connection();
    Map<String, Meaning> settings = pipeline.checkpoint().settings().meaning();
    return pipeline.checkpoint().store()
        + Stream.of("topic", "directory", "url").map(key -> text(settings.get(key))).toList()
        + (connection == null ? "" : servers(connection))
        // a group lies on the cluster that is read
        + (pipeline.checkpoint().store().equals("kafka_group")
            ? servers(pipeline.sources().getFirst().connection())
            : "");
  }

  static Map<String, Meaning> own(PipelineDefinition pipeline) {
    Map<String, Meaning> own = new LinkedHashMap<>();
    put(own, "name", pipeline.name());
    put(own, "id", pipeline.id());
    put(own, "sync", pipeline.sync().word());
    put(own, "delivery", Meaning.text(pipeline.delivery()));
    put(own, "agent", pipeline.agent());
    put(own, "memory", Long.toString(pipeline.memory()));
    put(own, "provenance", Boolean.toString(pipeline.provenance()));
    return own;
  }

  private static void put(Map<String, Meaning> meaning, String key, String value) {
    meaning.put(key, Meaning.open(value));
  }

  static @Nullable String text(@Nullable Meaning meaning) {
    return meaning == null ? null : meaning.text();
  }

  static Map<String, Meaning> meaning(
      StageDefinition stage, @Nullable ConnectionDefinition connection, List<String> from) {
    Map<String, Meaning> meaning = new LinkedHashMap<>();
    if (connection != null) {
      meaning.putAll(connection(connection));
    }
    if (!from.isEmpty()) {
      put(meaning, "from", String.join(", ", from)); // records meet in this order
    }
    stage
        .settings()
        .meaning()
        .forEach((key, value) -> {
          if (!HANDLED.contains(key)) {
            meaning.put(key, value);
          }
        });
    return meaning;
  }

  /** What a connection is called is no matter: where it leads is. */
  static Map<String, Meaning> connection(ConnectionDefinition connection) {
    Map<String, Meaning> meaning = new LinkedHashMap<>();
    connection
        .kafka()
        .meaning()
        .forEach((key, value) -> meaning.put("connection.kafka." + key, value));
    return meaning;
  }

  static Map<String, Meaning> deadLetter(@Nullable DeadLetter deadLetter) {
    Map<String, Meaning> meaning = new LinkedHashMap<>();
    if (deadLetter != null) {
      put(meaning, "topic", deadLetter.topic());
      meaning.putAll(connection(deadLetter.connection()));
    }
    return meaning;
  }

  static Map<String, Meaning> checkpoint(PipelineDefinition pipeline) {
    Map<String, Meaning> meaning = new LinkedHashMap<>();
    put(meaning, "store", pipeline.checkpoint().store());
    ConnectionDefinition connection = pipeline.checkpoint().connection();
    if (connection != null) {
      put(meaning, "connection", servers(connection));
    }
    pipeline
        .checkpoint()
        .settings()
        .meaning()
        .forEach((key, value) -> {
          if (!HANDLED.contains(key)) {
            meaning.put(key, value);
          }
        });
    return meaning;
  }

  /** All of a filter on one line, to be compared. */
  static String whole(FilterDefinition filter) {
    return line(filter, meaning -> meaning.text());
  }

  /** The same to be shown. */
  static String shown(FilterDefinition filter) {
    return line(filter, Meaning::shown);
  }

  private static String line(FilterDefinition filter, Function<Meaning, String> form) {
    return meaning(filter, null, List.of()).entrySet().stream()
        .map(entry -> entry.getKey() + ": " + form.apply(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
