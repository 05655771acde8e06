package dev.sluice.problem;

import java.util.Locale;

/** The kinds of problems. Their ids are stable: scripts and suppressions rely on them. */
public enum ProblemCode {
  UNREADABLE_FILE(Kind.DEFINITION, "A file or directory cannot be read."),
  NOT_UTF8(Kind.DEFINITION, "Bytes that are not UTF-8."),
  FILE_TOO_LARGE(Kind.DEFINITION, "A file over 1 MiB."),
  EMPTY_FILE(Kind.DEFINITION, "A file without a document."),
  YAML_SYNTAX(Kind.DEFINITION, "Text that YAML does not allow."),
  YAML_TAB(Kind.DEFINITION, "A tab where YAML wants spaces."),
  YAML_ALIAS(Kind.DEFINITION, "Aliases that unfold without end, or to too much."),
  YAML_TAG(Kind.DEFINITION, "A tag, which would change what a value means."),
  DUPLICATE_KEY(Kind.DEFINITION, "The same key twice in one mapping."),
  UNKNOWN_KEY(Kind.DEFINITION, "A key that nobody declared."),
  MISSING_KEY(Kind.DEFINITION, "A key that must be there."),
  WRONG_TYPE(Kind.DEFINITION, "A value of another form: a list for a text, say."),
  WRONG_VALUE(Kind.DEFINITION, "A value of the right form that is not allowed."),
  CONFLICTING_KEYS(Kind.DEFINITION, "Keys that exclude each other."),
  UNKNOWN_VERSION(Kind.DEFINITION, "An `apiVersion` that this release does not know."),
  UNKNOWN_KIND(Kind.DEFINITION, "A `kind` that this release does not know."),
  INVALID_NAME(Kind.DEFINITION, "A name outside the allowed characters or length."),
  DUPLICATE_NAME(Kind.DEFINITION, "A name that another document of the kind has."),
  DUPLICATE_ID(Kind.DEFINITION, "A checkpoint id that another pipeline has."),
  UNKNOWN_CONNECTION(Kind.DEFINITION, "A connection that no document defines."),
  UNKNOWN_PIPELINE(Kind.DEFINITION, "A test of a pipeline that no document defines."),
  WRONG_ROLE(
      Kind.DEFINITION, "Reading through a target's connection, or writing through a source's."),
  OWNED_PROPERTY(Kind.DEFINITION, "A client property that the runner owns."),
  UNSET_VARIABLE(Kind.DEFINITION, "A variable without a value."),
  BAD_VARIABLE(Kind.DEFINITION, "A reference to a variable that is not well-formed."),
  UNREADABLE_SECRET(Kind.DEFINITION, "A secret's file that cannot be read."),
  TOPIC_EXPRESSION(Kind.DEFINITION, "A topic expression that RE2 does not accept."),
  EXPRESSION(Kind.DEFINITION, "A CEL expression that does not parse or type-check."),
  FILTER_KIND(Kind.DEFINITION, "A filter without a kind, or with two."),
  UNKNOWN_STAGE(Kind.DEFINITION, "A `from` that names no stage."),
  DUPLICATE_STAGE(Kind.DEFINITION, "A stage's name that another stage of the pipeline has."),
  CYCLE(Kind.DEFINITION, "Stages that read each other in a circle."),
  UNREAD_STAGE(Kind.DEFINITION, "A stage whose output nobody reads."),
  TOPIC_OVERLAP(Kind.DEFINITION, "A topic that two sources of a pipeline read."),
  TOPIC_CIRCLE(Kind.DEFINITION, "A topic that a pipeline writes and reads."),
  UNEQUAL_SOURCES(Kind.DEFINITION, "Sources of one cluster that would need two consumers."),
  NO_DEAD_LETTER(Kind.DEFINITION, "A policy `dead_letter` without a dead letter topic."),
  DELIVERY(Kind.DEFINITION, "Exactly once with something that it does not go with."),
  KRB5_CONFLICT(Kind.DEFINITION, "Two different krb5.conf files in one process."),
  UNKNOWN_FIELD(
      Kind.DEFINITION,
      "A field that an earlier filter removed, or that no model of the topics has."),
  LITERAL_SECRET(Kind.DEFINITION, "A secret in the clear, in a file that is kept and shared."),
  OPAQUE_VALUE(Kind.DEFINITION, "A filter that looks inside values that nobody decodes."),
  GUESSABLE_HASH(Kind.DEFINITION, "A digest of personal data that guessing can undo."),
  UNMASKED_DEAD_LETTER(
      Kind.DEFINITION, "Dead letters of a stage before a mask: they hold what the mask hides."),
  RISK(Kind.DEFINITION, "Something allowed that can lose records."),
  NO_PIPELINE(Kind.DEFINITION, "Nothing to do: no pipeline among the files."),

  NOT_JSON(Kind.RUN, "A value that is not one JSON object."),
  TOMBSTONE(Kind.RUN, "A null value where the policy is to stop."),
  EXPRESSION_FAILED(Kind.RUN, "An expression that failed on a record."),
  FILTER_FAILED(Kind.RUN, "A record that is not what a filter is for."),
  REFUSED_RECORD(Kind.RUN, "A record that the target refuses for good."),
  TEST_FAILED(Kind.RUN, "A pipeline's test that does not come out as expected."),
  PLAN(Kind.RUN, "What a deployment would do."),
  OUT_OF_RANGE(Kind.RUN, "The position is gone from the log (row 3 of the start table)."),
  TOPIC_RECREATED(
      Kind.RUN, "The topic is not the one in the checkpoint (row 2 of the start table)."),
  CHECKPOINT_LOST(Kind.RUN, "A checkpoint that was there and is gone (row 7 of the start table)."),
  CORRUPT_RECORD(Kind.RUN, "Records at the source that cannot be read: their batch is damaged."),
  FOREIGN_POSITION(
      Kind.RUN, "A committed offset in the pipeline's group that another program has set."),
  PARTITION_COUNT(
      Kind.RUN, "The target's partitions are not the source's under `partition: same`."),

  UNREACHABLE(Kind.ENVIRONMENT, "A cluster that cannot be reached."),
  TLS(
      Kind.ENVIRONMENT,
      "A wire that is not protected as the connection says, or a certificate that is refused."),
  AUTHENTICATION(Kind.ENVIRONMENT, "A login that was refused."),
  AUTHORISATION(Kind.ENVIRONMENT, "A right that is missing."),
  CLOCK_SKEW(Kind.ENVIRONMENT, "Clocks that do not agree."),
  WEAK_TARGET(Kind.ENVIRONMENT, "A target that does not keep what the definition asks for."),
  HELD_READING(
      Kind.ENVIRONMENT, "Records at the source that wait behind a transaction that stays open."),
  SLOW_TARGET(
      Kind.ENVIRONMENT, "A target that takes less than a transaction holds before it times out."),
  HEAP(Kind.ENVIRONMENT, "A heap that is too small for what lanes may hold."),
  TARGET_CHANGED(
      Kind.ENVIRONMENT,
      "A target topic that was changed or replaced while a pipeline wrote to it."),
  MISSING_TOPIC(Kind.ENVIRONMENT, "A topic that is not there."),
  CHECKPOINT_STORE(Kind.ENVIRONMENT, "A checkpoint store that cannot be used."),
  CHECKPOINT_VERSION(Kind.ENVIRONMENT, "A checkpoint that this release cannot read."),
  CHECKPOINT_HELD(Kind.ENVIRONMENT, "A checkpoint that another runner holds."),
  HTTP_PORT(Kind.ENVIRONMENT, "The address of `--http` cannot be listened on."),

  BUG(Kind.RUN, "Our mistake.");

  /** Whose trouble it is; decides the exit code. */
  public enum Kind {
    /** The files: exit 2. */
    DEFINITION,
    /** A pipeline failed: exit 1. */
    RUN,
    /** What Sluice runs against: exit 3. */
    ENVIRONMENT
  }

  private final Kind kind;
  private final String meaning;

  ProblemCode(Kind kind, String meaning) {
    this.kind = kind;
    this.meaning = meaning;
  }

  /** What it says, in a sentence for the reference. */
  public String meaning() {
    return meaning;
  }

  /** Whose trouble it is. */
  public Kind kind() {
    return kind;
  }

  /** The stable id, in kebab case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
