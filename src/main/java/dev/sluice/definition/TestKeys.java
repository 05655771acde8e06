package dev.sluice.definition;

import dev.sluice.problem.ProblemCode;
import dev.sluice.schema.Key;
import dev.sluice.schema.Nearest;
import dev.sluice.schema.Node;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Type;
import dev.sluice.schema.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of test documents. */
public final class TestKeys {
  private static final Type<String> ANY_TEXT = Types.scalar("text", text -> text);

  /** A record's key. */
  public static final Key<Optional<String>> KEY =
      Key.optional("key", Types.orNull(ANY_TEXT), "The record's key, in UTF-8; null for none.");

  /** A record's value. */
  public static final Key<Node> VALUE =
      Key.optional(
          "value",
          Types.node("a value"),
          "The value, written as JSON or as YAML; null for a tombstone. A number is one where it is"
              + " written as JSON would have it, without quotes.");

  /** A record's value as it is. */
  public static final Key<String> RAW =
      Key.optional("raw", ANY_TEXT, "The value as it is, in UTF-8: where it is no JSON object.");

  /** A record's headers. */
  public static final Key<Map<String, List<Optional<String>>>> HEADERS =
      Key.optional(
          "headers",
          Structures.map(Structures.oneOrAny(Types.orNull(ANY_TEXT))),
          "The headers by name; a list where a name repeats, an empty one where there must be none.");

  /** A record's topic. */
  public static final Key<String> TOPIC =
      Key.optional(
          "topic",
          Types.topicName(),
          "The topic: where the record is read (by default the first that the pipeline names), or where"
              + " it must arrive.");

  /** A record's partition. */
  public static final Key<Long> PARTITION =
      Key.of("partition", Types.integer(0, Integer.MAX_VALUE), 0L, "Where the record is read.");

  /** A record's time. */
  public static final Key<Instant> TIMESTAMP =
      Key.of(
          "timestamp",
          Types.instant(),
          Instant.parse("2026-01-01T00:00:00Z"),
          "The record's timestamp.");

  /** Why a record died. */
  public static final Key<String> REASON =
      Key.optional("reason", Types.text(), "The reason that a dead letter is counted under.");

  /** A record that is read. */
  public static final Section GIVEN_RECORD =
      new Section("given", List.of(KEY, VALUE, RAW, HEADERS, TOPIC, PARTITION, TIMESTAMP));

  private static final Section EXPECTED_RECORD =
      new Section("target", List.of(KEY, VALUE, RAW, HEADERS, TOPIC, TIMESTAMP));

  private static final Section DEAD_RECORD =
      new Section("deadLetter", List.of(KEY, VALUE, RAW, HEADERS, TIMESTAMP, REASON));

  /** How many were filtered. */
  public static final Key<Long> FILTERED =
      Key.optional(
          "filtered",
          Types.integer(0, Integer.MAX_VALUE),
          "How many records filters let go; not compared where it is not there.");

  /** How many were skipped. */
  public static final Key<Skips> SKIPPED =
      Key.of(
          "skipped",
          Structures.mappingOr(
              Types.mapped(Structures.map(Types.integer(0, Integer.MAX_VALUE)), Skips::by),
              Types.mapped(Types.integer(0, Integer.MAX_VALUE), Skips::of)),
          Skips.of(0),
          "How many records a policy skipped, in all or by reason.");

  /** The problem's code. */
  public static final Key<String> STOP_CODE =
      Key.required("code", Types.scalar("a problem's code", TestKeys::code), "The problem's code.");

  /** Which record. */
  public static final Key<Long> STOP_AT =
      Key.optional(
          "at", Types.integer(1, Integer.MAX_VALUE), "At which given record, counted from 1.");

  /** Whether the pipeline stops. */
  public static final Key<Settings> STOPPED =
      Key.optional(
          "stopped",
          new Section("stopped", List.of(STOP_CODE, STOP_AT)),
          "That the pipeline stops, and at which record.");

  /** What dies. */
  public static final Key<List<Settings>> DEAD_LETTER =
      Key.of(
          "deadLetter",
          Structures.anyNumber(DEAD_RECORD),
          List.of(),
          "The dead letters, in their order.");

  private TestKeys() {}

  private static String code(String text) {
    List<String> codes = Arrays.stream(ProblemCode.values()).map(ProblemCode::id).toList();
    if (!codes.contains(text)) {
      String guess = Nearest.question(text, codes).replace("?", "");
      throw new IllegalArgumentException(
          "is no problem's code"
              + (guess.isEmpty() ? "" : " (" + guess.toLowerCase(java.util.Locale.ROOT) + "?)"));
    }
    return text;
  }

  /**
   * How many records are skipped.
   *
   * @param total of all reasons
   * @param byReason empty where only the total is known
   */
  public record Skips(long total, Map<String, Long> byReason) {
    static Skips of(long total) {
      return new Skips(total, Map.of());
    }

    static Skips by(Map<String, Long> byReason) {
      return new Skips(
          byReason.values().stream().mapToLong(Long::longValue).sum(), Map.copyOf(byReason));
    }
  }

  /** The key under which the records that reach a target are expected. */
  public static Key<List<Settings>> target(String name) {
    return Key.of(
        name,
        Structures.anyNumber(EXPECTED_RECORD),
        List.of(),
        "The records that reach the target of this name, in their order; none where it is not there.");
  }

  /** What is expected besides. */
  public static Section expect(List<Key<?>> targets) {
    return new Section("expect", targets).with(List.of(FILTERED, SKIPPED, STOPPED, DEAD_LETTER));
  }

  static final Key<String> CASE_NAME =
      Key.required("name", Types.text(), "What the case shows, unique in its document.");
  static final Key<List<Settings>> GIVEN =
      Key.required(
          "given", Structures.list(GIVEN_RECORD), "The records that are read, in their order.");
  static final Key<Node> EXPECT =
      Key.required(
          "expect",
          Types.node("what comes out, by the targets' names"),
          "What must come out. A record is compared by the keys that stand there; objects whatever"
              + " their order, numbers by value; a text that ends with ... stands for any text that"
              + " begins so.");

  /** A case. */
  public static final Section CASE = new Section("case", List.of(CASE_NAME, GIVEN, EXPECT));

  static final Key<String> PIPELINE =
      Key.required("pipeline", Types.name(), "The name of the pipeline that is tested.");
  static final Key<List<Settings>> CASES =
      Key.required("cases", Structures.list(CASE), "The cases, each with a pipeline of its own.");

  /** A test document. */
  public static final Section TEST =
      new Section("test", List.of(PipelineKeys.API_VERSION, PipelineKeys.KIND, PIPELINE, CASES));
}
