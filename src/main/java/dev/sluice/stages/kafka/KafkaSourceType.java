package dev.sluice.stages.kafka;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.kafka.OwnedProperties;
import dev.sluice.model.Refresh;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Shape;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Types;
import dev.sluice.stage.Policy;
import dev.sluice.stage.SourceType;
import dev.sluice.stages.filter.Gate;
import dev.sluice.sync.Missing;
import dev.sluice.sync.Recreated;
import dev.sluice.sync.Rules;
import dev.sluice.sync.StartAt;
import dev.sluice.sync.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/** A source that reads topics of a Kafka cluster. */
public final class KafkaSourceType implements SourceType {
  /** What becomes of a null value. */
  public enum Tombstones {
    /** It goes on, past filters that read the value. */
    PASS,
    /** It is passed over. */
    SKIP,
    /** The pipeline stops before it. */
    STOP,
    /** It goes to the dead letter topic. */
    DEAD_LETTER
  }

  /** What a value is. */
  public enum Format {
    /** One JSON object; checked. */
    JSON,
    /** Opaque bytes; nobody looks inside. */
    RAW
  }

  /** Which records are seen. */
  public enum Isolation {
    /** Those of committed transactions, and those outside of any. */
    READ_COMMITTED,
    /** All. */
    READ_UNCOMMITTED
  }

  private static final int LONGEST_EXPRESSION = 256;

  static final Key<List<String>> TOPICS =
      Key.optional("topics", Structures.list(Types.topicName()), "The topics' exact names.");
  static final Key<Pattern> TOPIC_EXPRESSION =
      Key.optional(
          "topicExpression",
          Types.scalar(
              "an RE2 expression of 1 to 256 characters",
              new Shape.Text(null),
              KafkaSourceType::topicExpression,
              ProblemCode.TOPIC_EXPRESSION),
          "An RE2 expression that a topic's whole name must match; topics starting with __ or _sluice. never do.");
  static final Key<Boolean> ALLOW_EMPTY =
      Key.of(
          "allowEmpty",
          Types.bool(),
          false,
          "Whether the pipeline may start while none of its topics is there.");
  static final Key<StartAt> START_AT =
      Key.of(
          "startAt",
          startAt(),
          new StartAt.Latest(),
          "Where an incremental pipeline begins at its first start.");
  static final Key<Policy> NON_JSON =
      Key.of(
          "nonJson",
          Types.choice(Policy.class),
          Policy.STOP,
          "What becomes of a value that is not one UTF-8 JSON object.");
  static final Key<Tombstones> TOMBSTONES =
      Key.of(
          "tombstones",
          Types.choice(Tombstones.class),
          Tombstones.PASS,
          "What becomes of a null value; pass goes past filters that read the value.");
  static final Key<Format> FORMAT =
      Key.of(
          "format",
          Types.choice(Format.class),
          Format.JSON,
          "Whether values are JSON, or bytes that nobody looks into.");
  static final Key<Isolation> ISOLATION =
      Key.of(
          "isolation",
          Types.choice(Isolation.class),
          Isolation.READ_COMMITTED,
          "Whether records of open and aborted transactions are seen.");
  static final Key<Missing> OUT_OF_RANGE =
      Key.of(
          "outOfRange",
          Types.choice(Missing.class),
          Missing.STOP,
          "What to do when the position is gone from the log.");
  static final Key<Recreated> TOPIC_RECREATED =
      Key.of(
          "topicRecreated",
          Types.choice(Recreated.class),
          Recreated.STOP,
          "What to do when the topic is not the one in the checkpoint.");
  static final Key<Duration> DISCOVERY =
      Key.of(
          "discovery",
          Types.duration(Duration.ofMillis(100), Duration.ofDays(1)),
          Duration.ofSeconds(30),
          "How often new topics and partitions are looked for.");
  static final Key<Long> PARALLELISM =
      Key.of(
          "parallelism",
          Types.integer(1, 256),
          1L,
          "Lanes inside this process; partitions are divided among them.");
  static final Key<Settings> MODELS =
      Key.optional(
          "models",
          ModelKeys.SECTION,
          "Watches the fields and types of values while running, and reports a type that changes.");
  static final Key<Map<String, String>> PROPERTIES =
      Key.of(
          "properties",
          Structures.map(Types.text()),
          Map.of(),
          "Further Kafka consumer properties.");

  private static final Section SECTION =
      new Section(
              "source",
              List.of(
                  TOPICS,
                  TOPIC_EXPRESSION,
                  ALLOW_EMPTY,
                  START_AT,
                  NON_JSON,
                  TOMBSTONES,
                  FORMAT,
                  ISOLATION,
                  OUT_OF_RANGE,
                  TOPIC_RECREATED,
                  DISCOVERY,
                  PARALLELISM,
                  MODELS,
                  PROPERTIES))
          .withAlternatives(List.of(List.of("topics"), List.of("topicExpression")));

  /** What sources of one cluster must have in common. */
  record ReaderTraits(
      Isolation isolation, long parallelism, Duration discovery, Map<String, String> properties) {}

  @Override
  public Section section() {
    return SECTION;
  }

  @Override
  public void check(Settings settings, boolean incremental, Problems problems) {
    if (settings.has(TOPICS) == settings.has(TOPIC_EXPRESSION)) {
      problems.error(
          settings.has(TOPICS) ? ProblemCode.CONFLICTING_KEYS : ProblemCode.MISSING_KEY,
          settings.at(TOPICS),
          settings.path(),
          settings.has(TOPICS)
              ? "topics and topicExpression exclude each other"
              : "\"topics\" or \"topicExpression\" is missing",
          settings.has(TOPICS) ? "Remove one of them" : "Say what to read");
    }
    if (settings.has(START_AT) && !incremental) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          settings.at(START_AT),
          settings.path(START_AT),
          "startAt goes with sync: incremental alone",
          "Remove it: the other modes begin at the earliest record");
    }
    if (settings.get(FORMAT) == Format.RAW && settings.has(NON_JSON)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          settings.at(NON_JSON),
          settings.path(NON_JSON),
          "nonJson has no meaning with format: raw",
          "Remove one of them");
    }
    if (settings.get(FORMAT) == Format.RAW && settings.has(MODELS)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          settings.at(MODELS),
          settings.path(MODELS),
          "models have no meaning with format: raw",
          "Remove one of them");
    }
    OwnedProperties.check(settings, PROPERTIES, problems);
  }

  @Override
  public boolean valueIsJson(Settings settings) {
    return settings.get(FORMAT) == Format.JSON;
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return settings.get(NON_JSON) == Policy.DEAD_LETTER
        || settings.get(TOMBSTONES) == Tombstones.DEAD_LETTER;
  }

  @Override
  public List<String> topics(Settings settings) {
    List<String> topics = settings.find(TOPICS);
    return topics == null ? List.of() : topics;
  }

  @Override
  public boolean reads(Settings settings, String topic) {
    Pattern expression = settings.find(TOPIC_EXPRESSION);
    return expression == null
        ? topics(settings).contains(topic)
        : !isInternal(topic) && expression.matches(topic);
  }

  /** Those of some topics that it reads, sorted. */
  Set<String> matching(Settings settings, Collection<String> topics) {
    return topics.stream()
        .filter(topic -> reads(settings, topic))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Which records are seen, as Kafka's clients call it. */
  static IsolationLevel isolationLevel(Settings settings) {
    return switch (settings.get(ISOLATION)) {
      case READ_COMMITTED -> IsolationLevel.READ_COMMITTED;
      case READ_UNCOMMITTED -> IsolationLevel.READ_UNCOMMITTED;
    };
  }

  /** Kafka's own topics, and ours: a checkpoint topic that is copied grows by its own copying. */
  private static boolean isInternal(String topic) {
    return topic.startsWith("__") || topic.startsWith("_sluice.");
  }

  @Override
  public Object readerTraits(Settings settings) {
    return new ReaderTraits(
        settings.get(ISOLATION),
        settings.get(PARALLELISM),
        settings.get(DISCOVERY),
        settings.get(PROPERTIES));
  }

  /** What source settings say about starting. */
  public static Rules rules(Settings settings, SyncMode mode) {
    return new Rules(
        mode, settings.get(START_AT), settings.get(OUT_OF_RANGE), settings.get(TOPIC_RECREATED));
  }

  /** When the models of a source with these settings are made anew; null where they are not. */
  public static @Nullable Refresh refresh(Settings settings) {
    Settings models = settings.find(MODELS);
    return models == null ? null : ModelKeys.refresh(models);
  }

  /** How many records of a topic are looked at. */
  public static long sample(Settings settings) {
    Settings models = settings.find(MODELS);
    return models == null ? ModelKeys.USUAL_SAMPLE : models.get(ModelKeys.SAMPLE);
  }

  /**
   * The checks at the gate of a source with these settings.
   *
   * @param looked whether filters follow
   */
  public static Gate gate(Settings settings, boolean looked) {
    Policy tombstones =
        switch (settings.get(TOMBSTONES)) {
          case PASS -> null;
          case SKIP -> Policy.SKIP;
          case STOP -> Policy.STOP;
          case DEAD_LETTER -> Policy.DEAD_LETTER;
        };
    return new Gate(
        tombstones, settings.get(NON_JSON), settings.get(FORMAT) == Format.JSON, looked);
  }

  /** How many lanes a source with these settings is read by. */
  public static int lanes(Settings settings) {
    return settings.get(PARALLELISM).intValue();
  }

  private static dev.sluice.schema.Type<StartAt> startAt() {
    Key<Instant> timestamp =
        Key.required("timestamp", Types.instant(), "The first record from this moment on.");
    dev.sluice.schema.Type<StartAt> at =
        Types.mapped(
            new Section("startAt", List.of(timestamp)),
            settings -> {
              Instant moment = settings.find(timestamp);
              return moment == null ? new StartAt.Latest() : new StartAt.At(moment);
            });
    dev.sluice.schema.Type<StartAt> latest =
        Types.scalar(
            "latest, or {timestamp: 2026-01-31T00:00:00Z}",
            new Shape.Choice(List.of("latest")),
            text -> {
              if (!text.equals("latest")) {
                throw new IllegalArgumentException();
              }
              return new StartAt.Latest();
            });
    return Structures.mappingOr(at, latest);
  }

  private static Pattern topicExpression(String text) {
    if (text.isEmpty() || text.length() > LONGEST_EXPRESSION) {
      throw new IllegalArgumentException("has " + text.length() + " characters");
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      int column = e.getPattern() == null ? -1 : text.indexOf(e.getPattern());
      throw new IllegalArgumentException(
          "is not RE2: "
              + e.getDescription()
              + (e.getPattern() == null ? "" : " \"" + e.getPattern() + "\"")
              + (column < 0 ? "" : " (column " + (column + 1) + " of the expression)"),
          e);
    }
  }
}
