package dev.sluice.catalogue;

import dev.sluice.checkpoint.jdbc.Database;
import dev.sluice.definition.Declarations;
import dev.sluice.definition.PipelineKeys;
import dev.sluice.expression.EvaluationException;
import dev.sluice.expression.Expression;
import dev.sluice.expression.ExpressionException;
import dev.sluice.expression.Expressions;
import dev.sluice.kafka.ConnectionCheck;
import dev.sluice.kafka.ConnectionKeys;
import dev.sluice.message.Message;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.LiteralSecrets;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.FilterType;
import dev.sluice.stage.SourceType;
import dev.sluice.stage.TargetType;
import dev.sluice.stages.filter.Cel;
import dev.sluice.stages.filter.DedupeType;
import dev.sluice.stages.filter.DropType;
import dev.sluice.stages.filter.ExplodeType;
import dev.sluice.stages.filter.HeadersType;
import dev.sluice.stages.filter.KeepType;
import dev.sluice.stages.filter.KeyType;
import dev.sluice.stages.filter.MaskType;
import dev.sluice.stages.filter.RenameType;
import dev.sluice.stages.filter.SampleType;
import dev.sluice.stages.filter.SetType;
import dev.sluice.stages.filter.ThrottleType;
import dev.sluice.stages.filter.WhereType;
import dev.sluice.stages.kafka.KafkaSourceType;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.value.NotJsonException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one list of everything that a definition may name. Nothing is found by scanning: what is not
 * here is not there, in the native binary as on the JVM.
 */
public final class Catalogue implements Declarations {
  static final String KAFKA_TOPIC = "kafka_topic";
  static final String KAFKA_GROUP = "kafka_group";
  static final String FILE = "file";
  static final String JDBC = "jdbc";
  static final String MEMORY = "memory";

  static final Key<String> STORE_TOPIC =
      Key.of(
          "topic", Types.topicName(), "_sluice.checkpoints", "The topic that checkpoints lie in.");
  static final Key<Long> STORE_REPLICAS =
      Key.optional(
          "replicas", Types.integer(1, 100), "For creating it; by default as the broker says.");
  static final Key<Long> STORE_SLOTS =
      Key.of(
          "slots",
          Types.integer(1, 1_000),
          8L,
          "With exactly_once: units of ownership, so the most runners and lanes; fixed at the first start.");
  static final Key<String> STORE_DIRECTORY =
      Key.of(
          "directory",
          Types.text(),
          ".sluice/checkpoints",
          "The directory, below the working directory; --checkpoint-dir wins.");

  static final Key<String> STORE_URL =
      Key.required(
          "url",
          Types.scalar(Database.EXPECTED, url -> url),
          "Where the database is: " + Database.EXPECTED + ".");
  static final Key<String> STORE_USER =
      Key.optional("user", Types.text(), "Who logs in; by default as the driver says.");
  static final Key<String> STORE_PASSWORD =
      Key.optional("password", Types.secret(), "The user's password: a variable.");

  private final List<FilterType> filters;
  private final Supplier<Expressions> expressions = once(() -> new Expressions(true));

  /** A catalogue; expressions are compiled when a definition first has one. */
  public Catalogue() {
    Cel cel = new Cel(expressions, once(() -> new Expressions(false)));
    filters =
        List.of(
            new WhereType(cel),
            new SetType(cel),
            new KeepType(),
            new DropType(),
            new RenameType(),
            new MaskType(),
            new ExplodeType(),
            new KeyType(cel),
            new HeadersType(cel),
            new DedupeType(cel),
            new ThrottleType(),
            new SampleType(cel));
  }

  /**
   * A condition on records; one that fails on a record does not hold on it.
   *
   * @throws ExpressionException where it does not compile
   */
  public Predicate<Message> condition(String text) throws ExpressionException {
    Expression condition = expressions.get().condition(text);
    return message -> {
      try {
        return !condition.passesBy(message) && condition.holds(message);
      } catch (EvaluationException | NotJsonException e) {
        return false;
      }
    };
  }

  @Override
  public Section connection() {
    return ConnectionKeys.SECTION;
  }

  @Override
  public void checkConnections(Collection<Settings> connections, Problems problems) {
    ConnectionCheck.check(connections, problems);
  }

  @Override
  public SourceType source() {
    return new KafkaSourceType();
  }

  @Override
  public List<FilterType> filters() {
    return filters;
  }

  @Override
  public TargetType target() {
    return new KafkaTargetType();
  }

  @Override
  public Object addresses(Settings connection) {
    return ConnectionCheck.addresses(connection);
  }

  @Override
  public List<String> exactlyOnceStores() {
    return List.of(KAFKA_TOPIC, KAFKA_GROUP);
  }

  @Override
  public void checkStore(Settings checkpoint, Problems problems) {
    if (isExclusive(checkpoint) && !checkpoint.get(PipelineKeys.MIRROR)) {
      problems.warning(
          ProblemCode.RISK,
          checkpoint.at(PipelineKeys.MIRROR),
          checkpoint.path(PipelineKeys.MIRROR),
          "nobody notices when the pipeline runs from another directory as well: both copy"
              + " everything",
          "With mirror: true the second one stops, and names the first");
    }
    if (!checkpoint.knows(STORE_URL)) {
      return;
    }
    LiteralSecrets.warn(checkpoint, STORE_PASSWORD, problems);
    String url = checkpoint.find(STORE_URL);
    if (url != null && Database.holdsLogin(url)) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          checkpoint.at(STORE_URL),
          checkpoint.path(STORE_URL),
          "a login stands in the URL",
          "Use the keys user and password, and a variable for the password");
    } else if (url != null && !Database.isKnown(url)) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          checkpoint.at(STORE_URL),
          checkpoint.path(STORE_URL),
          "the URL is of no database that is known here",
          "Expected " + Database.EXPECTED);
    }
  }

  /** Whether the store lies in a place of this machine, which one runner has alone. */
  private static boolean isExclusive(Settings checkpoint) {
    String url = checkpoint.knows(STORE_URL) ? checkpoint.find(STORE_URL) : null;
    return checkpoint.knows(STORE_DIRECTORY) || (url != null && Database.isEmbedded(url));
  }

  @Override
  public List<String> storesAtSource() {
    return List.of(KAFKA_GROUP);
  }

  @Override
  public Map<String, Section> stores() {
    Map<String, Section> stores = new LinkedHashMap<>();
    stores.put(
        KAFKA_TOPIC,
        new Section(
            "checkpoint",
            List.of(PipelineKeys.OTHER_CONNECTION, STORE_TOPIC, STORE_REPLICAS, STORE_SLOTS)));
    stores.put(KAFKA_GROUP, new Section("checkpoint", List.of()));
    stores.put(FILE, new Section("checkpoint", List.of(STORE_DIRECTORY)));
    stores.put(JDBC, new Section("checkpoint", List.of(STORE_URL, STORE_USER, STORE_PASSWORD)));
    stores.put(MEMORY, new Section("checkpoint", List.of()));
    return stores;
  }

  /** How many replicas a checkpoint topic is created with; empty for the broker's default. */
  static Optional<Short> replicas(Settings store) {
    return Optional.ofNullable(store.find(STORE_REPLICAS)).map(Long::shortValue);
  }

  /**
   * Where a file store keeps its checkpoints.
   *
   * @param instead wins over the definition, or null
   */
  static Path directory(Settings store, @Nullable Path instead) {
    return instead == null ? Path.of(store.get(STORE_DIRECTORY)) : instead;
  }

  /** The database of a jdbc store. */
  static Database database(Settings store) {
    return Database.of(store.get(STORE_URL), store.find(STORE_USER), store.find(STORE_PASSWORD));
  }

  private static <T> Supplier<T> once(Supplier<T> made) {
    return new Supplier<>() {
      private @Nullable T value;

      @Override
      public synchronized T get() {
        T known = value;
        if (known == null) {
          known = made.get();
          value = known;
        }
        return known;
      }
    };
  }
}
