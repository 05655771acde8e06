package dev.sluice.stages.kafka;

import dev.sluice.kafka.OwnedProperties;
import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Node;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Shape;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Type;
import dev.sluice.schema.Types;
import dev.sluice.stage.Policy;
import dev.sluice.stage.TargetType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** A target that writes to topics of a Kafka cluster. */
public final class KafkaTargetType implements TargetType {
  /** What counts as written. */
  public enum Acks {
    /** A majority of the replicas should have it; all that are in sync on the wire. */
    MOST_ISR("all"),
    /** All replicas that are in sync. */
    ALL_ISR("all"),
    /** The leader alone. */
    LEADER("1"),
    /** It was sent. */
    NONE("0");

    private final String wire;

    Acks(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }

  /** How batches are compressed. */
  public enum Compression {
    /** Not at all. */
    NONE,
    /** RFC 1952. */
    GZIP,
    /** Google's Snappy. */
    SNAPPY,
    /** LZ4 frames. */
    LZ4,
    /** RFC 8878. */
    ZSTD
  }

  /** Which partition a record goes to. */
  public enum Partitioning {
    /** Kafka's hash of the key; without a key the source's partition modulo the target's. */
    BY_KEY,
    /** The partition it came from. */
    SAME
  }

  /** How a missing topic is created. */
  record CreateTopic(int partitions, short replicas, Map<String, String> config) {
    /** What is created under a name. */
    NewTopic topic(String name) {
      return new NewTopic(name, partitions, replicas).configs(config);
    }
  }

  static final Key<String> TOPIC =
      Key.of(
          "topic",
          Types.scalar("a topic's name, with {topic} for the source's", KafkaTargetType::template),
          "{topic}",
          "The topic's name; {topic} stands for the source's.");
  static final Key<Acks> ACKS =
      Key.of("acks", Types.choice(Acks.class), Acks.MOST_ISR, "What counts as written.");
  static final Key<Compression> COMPRESSION =
      Key.of(
          "compression",
          Types.choice(Compression.class),
          Compression.NONE,
          "How batches are compressed.");
  static final Key<Policy> PUSH_ERROR =
      Key.of(
          "pushError",
          Types.choice(Policy.class),
          Policy.STOP,
          "What becomes of one record that the broker refuses for good.");
  static final Key<Partitioning> PARTITION =
      Key.of(
          "partition",
          Types.choice(Partitioning.class),
          Partitioning.BY_KEY,
          "Which partition a record goes to; same needs equal partition counts.");
  static final Key<Optional<CreateTopic>> CREATE_TOPIC =
      Key.of(
          "createTopic",
          createTopic(),
          Optional.empty(),
          "How a missing topic is created; false: it is an error.");
  static final Key<Map<String, String>> PROPERTIES =
      Key.of(
          "properties",
          Structures.map(Types.text()),
          Map.of(),
          "Further Kafka producer properties.");

  private static final Section SECTION =
      new Section(
          "target",
          List.of(TOPIC, ACKS, COMPRESSION, PUSH_ERROR, PARTITION, CREATE_TOPIC, PROPERTIES));

  @Override
  public Section section() {
    return SECTION;
  }

  @Override
  public void check(Settings settings, Problems problems) {
    OwnedProperties.check(settings, PROPERTIES, problems);
    if (settings.get(PUSH_ERROR) == Policy.SKIP) {
      problems.warning(
          ProblemCode.RISK,
          settings.at(PUSH_ERROR),
          settings.path(PUSH_ERROR),
          "records that the broker refuses are lost",
          "dead_letter keeps them");
    }
    if (settings.get(ACKS) == Acks.NONE) {
      problems.warning(
          ProblemCode.RISK,
          settings.at(ACKS),
          settings.path(ACKS),
          "without acknowledgement a record counts as written once it is sent, and may be lost",
          "most_isr keeps it safe");
    }
  }

  @Override
  public @Nullable String topic(Settings settings) {
    return settings.knows(TOPIC) ? settings.get(TOPIC) : null;
  }

  @Override
  public void checkExactlyOnce(Settings settings, Problems problems) {
    Acks acks = settings.get(ACKS);
    if (acks == Acks.LEADER || acks == Acks.NONE) {
      problems.error(
          ProblemCode.DELIVERY,
          settings.at(ACKS),
          settings.path(ACKS),
          "exactly_once does not go with acks: " + acks.name().toLowerCase(Locale.ROOT),
          "Use most_isr or all_isr: a transaction needs the idempotent producer");
    }
  }

  /** What targets must have in common to be written by one producer. */
  record WriterTraits(String acks, Compression compression, Map<String, String> properties) {}

  @Override
  public Object writerTraits(Settings settings) {
    return new WriterTraits(
        settings.get(ACKS).wire(), settings.get(COMPRESSION), settings.get(PROPERTIES));
  }

  /** From a source's topic to the one that its records go to. */
  public static UnaryOperator<String> topics(Settings settings) {
    String template = settings.get(TOPIC);
    return sourceTopic -> template.replace("{topic}", sourceTopic);
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return settings.get(PUSH_ERROR) == Policy.DEAD_LETTER;
  }

  /** The settings of a target that writes dead letters: defaults, and one topic. */
  public static Settings deadLetters(Location at, String topic) {
    Node name = new Node.Scalar(at, topic, topic, false, true);
    return SECTION.parse(
        new Node.Mapping(at, List.of(new Node.Entry(TOPIC.name(), at, name))),
        "deadLetter",
        new Problems());
  }

  /** What becomes of a record that a target with these settings refuses. */
  public static Policy pushError(Settings settings) {
    return settings.get(PUSH_ERROR);
  }

  private static Type<Optional<CreateTopic>> createTopic() {
    Key<Long> partitions =
        Key.of("partitions", Types.integer(1, 100_000), 3L, "How many partitions.");
    Key<Long> replicas = Key.of("replicas", Types.integer(1, 100), 1L, "How many replicas.");
    Key<Map<String, String>> config =
        Key.of("config", Structures.map(Types.text()), Map.of(), "The topic's configuration.");
    Type<Optional<CreateTopic>> mapping =
        Types.mapped(
            new Section("createTopic", List.of(partitions, replicas, config)),
            settings ->
                Optional.of(
                    new CreateTopic(
                        settings.get(partitions).intValue(),
                        settings.get(replicas).shortValue(),
                        new TreeMap<>(settings.get(config)))));
    Type<Optional<CreateTopic>> none =
        Types.scalar(
            "false, or {partitions: 3, replicas: 1, config: {}}",
            new Shape.Choice(List.of("false")),
            text -> {
              if (!text.equals("false")) {
                throw new IllegalArgumentException();
              }
              return Optional.empty();
            });
    return Structures.mappingOr(mapping, none);
  }

  private static String template(String text) {
    String literal = text.replace("{topic}", "");
    if (text.length() > 249
        || !literal.matches("[A-Za-z0-9._-]*")
        || text.equals(".")
        || text.equals("..")) {
      throw new IllegalArgumentException();
    }
    return text;
  }
}
