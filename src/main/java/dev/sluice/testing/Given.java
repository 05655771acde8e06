package dev.sluice.testing;

import dev.sluice.definition.Declarations;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.TestKeys;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.schema.Node;
import dev.sluice.schema.Settings;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the records that a case gives, one after another; offsets grow by partition. */
final class Given {
  private static final String CLUSTER = "test";

  private final PipelineDefinition pipeline;
  private final Declarations declarations;
  private final Map<Partition, Long> offsets = new HashMap<>();

  Given(PipelineDefinition pipeline, Declarations declarations) {
    this.pipeline = pipeline;
    this.declarations = declarations;
  }

  /**
   * A record, and who reads it.
   *
   * @param source the stage's name
   */
  record Read(String source, Message message) {}

  Read read(Settings record) {
    SourceDefinition source = source(record.find(TestKeys.TOPIC));
    String topic =
        Objects.requireNonNullElseGet(
            record.find(TestKeys.TOPIC),
            () -> declarations.source().topics(source.settings()).getFirst());
    Partition partition = new Partition(CLUSTER, topic, record.get(TestKeys.PARTITION).intValue());
    long offset = offsets.merge(partition, 1L, Long::sum) - 1;
    return new Read(
        source.name(),
        new Message(
            partition,
            offset,
            0,
            record.get(TestKeys.TIMESTAMP).toEpochMilli(),
            key(record),
            value(record),
            headers(record)));
  }

  private SourceDefinition source(@Nullable String topic) {
    return pipeline.sources().stream()
        .filter(source ->
            topic == null
                ? !declarations.source().topics(source.settings()).isEmpty()
                : declarations.source().reads(source.settings(), topic))
        .findFirst()
        .orElseThrow();
  }

  private static byte @Nullable [] key(Settings record) {
    Optional<String> key = record.find(TestKeys.KEY);
    return key == null ? null : key.map(Given::utf8).orElse(null);
  }

  private static @Nullable Payload value(Settings record) {
    String raw = record.find(TestKeys.RAW);
    if (raw != null) {
      return new Payload(utf8(raw));
    }
    Node node = Objects.requireNonNull(record.find(TestKeys.VALUE));
    JsonValue value = YamlJson.of(node);
    return value instanceof JsonScalar scalar && scalar.isNull()
        ? null
        : new Payload(value.bytes());
  }

  private static List<Header> headers(Settings record) {
    Map<String, List<Optional<String>>> written = record.find(TestKeys.HEADERS);
    List<Header> headers = new ArrayList<>();
    if (written != null) {
      written.forEach((name, values) ->
          values.forEach(
              value -> headers.add(new Header(name, value.map(Given::utf8).orElse(null)))));
    }
    return List.copyOf(headers);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
