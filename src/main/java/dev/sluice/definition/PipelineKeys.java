package dev.sluice.definition;

import dev.sluice.schema.Key;
import dev.sluice.schema.Node;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Shape;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Types;
import dev.sluice.sync.Delivery;
import dev.sluice.sync.SyncMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The keys of pipeline and connection documents that do not belong to a stage. */
public final class PipelineKeys {
  /** The version of this contract. */
  public static final String VERSION = "sluice/v1";

  static final Key<String> API_VERSION =
      Key.required(
          "apiVersion",
          Types.scalar(VERSION, new Shape.Choice(List.of(VERSION)), text -> text),
          "The contract's version, " + VERSION + ".");
  static final Key<String> KIND =
      Key.required(
          "kind", Types.text(), "What the document defines: Pipeline, Connection or Test.");
  static final Key<String> NAME =
      Key.required("name", Types.name(), "Unique in the workspace for its kind.");
  static final Key<String> ID =
      Key.optional(
          "id",
          Types.name(),
          "The checkpoint key, by default the name: a renamed pipeline that keeps its id keeps its positions.");
  static final Key<String> DESCRIPTION =
      Key.optional("description", Types.text(), "What it is for.");
  static final Key<Map<String, String>> LABELS =
      Key.of("labels", Structures.map(Types.text()), Map.of(), "For people and tools.");
  static final Key<SyncMode> SYNC =
      Key.required(
          "sync",
          Types.choice(Arrays.asList(SyncMode.values()), SyncMode::word),
          "Everything and then end, what arrives from now on, or everything and on.");
  static final Key<Delivery> DELIVERY =
      Key.of(
          "delivery",
          Types.choice(Delivery.class),
          Delivery.AT_LEAST_ONCE,
          "What a crash may do: at_least_once repeats records and never loses one; exactly_once makes"
              + " records and positions one transaction.");
  static final Key<String> AGENT =
      Key.of(
          "agent",
          Types.name(),
          PipelineDefinition.ANY_AGENT,
          "The one runner that takes the pipeline, or auto for any.");
  static final Key<Long> MEMORY =
      Key.of(
          "memory",
          Types.size(8L << 20, 16L << 30),
          64L << 20,
          "What one lane may hold: fetched, decompressed, unsent.");
  static final Key<Boolean> PROVENANCE =
      Key.of(
          "provenance",
          Types.bool(),
          false,
          "Records say in headers where they come from: a repeat is told from an equal record.");
  static final Key<Node> SOURCE = Key.optional("source", Types.node("a source"), "The source.");
  static final Key<Node> SOURCES =
      Key.optional("sources", Types.node("a mapping of names to sources"), "Sources by name.");
  static final Key<Node> FILTERS =
      Key.optional("filters", Types.node("filters"), "A list, or in the graph form by name.");
  static final Key<Node> TARGET = Key.optional("target", Types.node("a target"), "The target.");
  static final Key<Node> TARGETS =
      Key.optional("targets", Types.node("a mapping of names to targets"), "Targets by name.");
  static final Key<Node> CHECKPOINT =
      Key.optional("checkpoint", Types.node("a mapping"), "Where positions are kept.");
  static final Key<Node> DEAD_LETTER =
      Key.optional("deadLetter", Types.node("a mapping"), "Where records go that cannot go on.");

  static final Section PIPELINE =
      new Section(
          "Pipeline",
          List.of(
              API_VERSION,
              KIND,
              NAME,
              ID,
              DESCRIPTION,
              LABELS,
              SYNC,
              DELIVERY,
              AGENT,
              MEMORY,
              PROVENANCE,
              SOURCE,
              SOURCES,
              FILTERS,
              TARGET,
              TARGETS,
              CHECKPOINT,
              DEAD_LETTER));

  /** A connection's name, or a mapping that defines one in place. */
  static final Key<Node> CONNECTION =
      Key.required(
          "connection",
          Types.node("a connection's name, or {kafka: {...}}"),
          "A Connection's name, or one in place.");

  /** The same where there is a default. */
  public static final Key<Node> OTHER_CONNECTION =
      Key.optional("connection", CONNECTION.type(), "A Connection's name, or one in place.");

  static final Key<List<String>> FROM =
      Key.required("from", Structures.oneOrMore(Types.name()), "The stages it reads.");

  static final Key<String> DEAD_LETTER_TOPIC =
      Key.required("topic", Types.topicName(), "The dead letter topic's name.");
  static final Section DEAD_LETTER_SECTION =
      new Section("deadLetter", List.of(DEAD_LETTER_TOPIC, OTHER_CONNECTION));

  /** Which store. */
  static final Key<Node> STORE = Key.optional("store", Types.node("a store"), "The kind of store.");

  /** How long an epoch may last. */
  public static final Key<Duration> INTERVAL =
      Key.of(
          "interval",
          Types.duration(Duration.ofMillis(10), Duration.ofHours(1)),
          Duration.ofSeconds(1),
          "A checkpoint is saved after this time, or after enough records.");

  /** How many records an epoch may hold. */
  public static final Key<Long> RECORDS =
      Key.of(
          "records",
          Types.integer(1, 100_000_000),
          100_000L,
          "A checkpoint is saved after this many records, or after enough time.");

  /** Whether positions are told to the source's group. */
  public static final Key<Boolean> MIRROR =
      Key.of(
          "mirror",
          Types.bool(),
          true,
          "Positions are committed to the group sluice.<id> as well, so that every tool shows the lag.");

  /** What every checkpoint store takes. */
  public static final List<Key<?>> ALL_STORES = List.of(STORE, INTERVAL, RECORDS, MIRROR);

  static final Key<ConnectionRole> ROLE =
      Key.of(
          "role",
          Types.choice(ConnectionRole.class),
          ConnectionRole.SOURCE_AND_TARGET,
          "What the connection may be used for.");

  private PipelineKeys() {}

  /** A Connection document, around what is declared for its cluster. */
  static Section connectionDocument(Key<Settings> kafka) {
    return new Section(
        "Connection", List.of(API_VERSION, KIND, NAME, DESCRIPTION, LABELS, ROLE, kafka));
  }

  /** The key that holds a connection's settings. */
  static Key<Settings> kafka(Section section) {
    return Key.required("kafka", section, "How to reach a Kafka cluster.");
  }

  static Section withConnection(Section section, Key<?>... further) {
    return section.with(Stream.concat(Stream.of(CONNECTION), Stream.of(further)).toList());
  }
}
