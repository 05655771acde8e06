package dev.sluice.problem;

import java.util.Locale;

/** The kinds of problems. Their ids are stable: scripts and suppressions rely on them. */
public enum ProblemCode {
  /** A file or directory cannot be read. */
  UNREADABLE_FILE(Kind.DEFINITION),
  /** Bytes that are not UTF-8. */
  NOT_UTF8(Kind.DEFINITION),
  /** A file over 1 MiB. */
  FILE_TOO_LARGE(Kind.DEFINITION),
  /** A file without a document. */
  EMPTY_FILE(Kind.DEFINITION),
  /** Text that YAML does not allow. */
  YAML_SYNTAX(Kind.DEFINITION),
  /** A tab where YAML wants spaces. */
  YAML_TAB(Kind.DEFINITION),
  /** Aliases that unfold without end, or to too much. */
  YAML_ALIAS(Kind.DEFINITION),
  /** A tag, which would change what a value means. */
  YAML_TAG(Kind.DEFINITION),
  /** The same key twice in one mapping. */
  DUPLICATE_KEY(Kind.DEFINITION),
  /** A key that nobody declared. */
  UNKNOWN_KEY(Kind.DEFINITION),
  /** A key that must be there. */
  MISSING_KEY(Kind.DEFINITION),
  /** A value of another form: a list for a text, say. */
  WRONG_TYPE(Kind.DEFINITION),
  /** A value of the right form that is not allowed. */
  WRONG_VALUE(Kind.DEFINITION),
  /** Keys that exclude each other. */
  CONFLICTING_KEYS(Kind.DEFINITION),
  /** An {@code apiVersion} that this release does not know. */
  UNKNOWN_VERSION(Kind.DEFINITION),
  /** A {@code kind} that this release does not know. */
  UNKNOWN_KIND(Kind.DEFINITION),
  /** A name outside the allowed characters or length. */
  INVALID_NAME(Kind.DEFINITION),
  /** A name that another document of the kind has. */
  DUPLICATE_NAME(Kind.DEFINITION),
  /** A checkpoint id that another pipeline has. */
  DUPLICATE_ID(Kind.DEFINITION),
  /** A connection that no document defines. */
  UNKNOWN_CONNECTION(Kind.DEFINITION),
  /** Reading through a target's connection, or writing through a source's. */
  WRONG_ROLE(Kind.DEFINITION),
  /** A client property that the runner owns. */
  OWNED_PROPERTY(Kind.DEFINITION),
  /** A variable without a value. */
  UNSET_VARIABLE(Kind.DEFINITION),
  /** A reference to a variable that is not well-formed. */
  BAD_VARIABLE(Kind.DEFINITION),
  /** A secret's file that cannot be read. */
  UNREADABLE_SECRET(Kind.DEFINITION),
  /** A topic expression that RE2 does not accept. */
  TOPIC_EXPRESSION(Kind.DEFINITION),
  /** A CEL expression that does not parse or type-check. */
  EXPRESSION(Kind.DEFINITION),
  /** A filter without a kind, or with two. */
  FILTER_KIND(Kind.DEFINITION),
  /** A {@code from} that names no stage. */
  UNKNOWN_STAGE(Kind.DEFINITION),
  /** A stage's name that another stage of the pipeline has. */
  DUPLICATE_STAGE(Kind.DEFINITION),
  /** Stages that read each other in a circle. */
  CYCLE(Kind.DEFINITION),
  /** A stage whose output nobody reads. */
  UNREAD_STAGE(Kind.DEFINITION),
  /** A topic that two sources of a pipeline read. */
  TOPIC_OVERLAP(Kind.DEFINITION),
  /** A topic that a pipeline writes and reads. */
  TOPIC_CIRCLE(Kind.DEFINITION),
  /** Sources of one cluster that would need two consumers. */
  UNEQUAL_SOURCES(Kind.DEFINITION),
  /** A policy {@code dead_letter} without a dead letter topic. */
  NO_DEAD_LETTER(Kind.DEFINITION),
  /** Exactly once with something that it does not go with. */
  DELIVERY(Kind.DEFINITION),
  /** Two different krb5.conf files in one process. */
  KRB5_CONFLICT(Kind.DEFINITION),
  /** A field that no model of the topics has. */
  UNKNOWN_FIELD(Kind.DEFINITION),
  /** A secret in the clear, in a file that is kept and shared. */
  LITERAL_SECRET(Kind.DEFINITION),
  /** Something allowed that can lose records. */
  RISK(Kind.DEFINITION),
  /** Nothing to do: no pipeline among the files. */
  NO_PIPELINE(Kind.DEFINITION),

  /** A value that is not one JSON object. */
  NOT_JSON(Kind.RUN),
  /** A null value where the policy is to stop. */
  TOMBSTONE(Kind.RUN),
  /** An expression that failed on a record. */
  EXPRESSION_FAILED(Kind.RUN),
  /** A record that the target refuses for good. */
  REFUSED_RECORD(Kind.RUN),
  /** The position is gone from the log (row 3 of the start table). */
  OUT_OF_RANGE(Kind.RUN),
  /** The topic is not the one in the checkpoint (row 2 of the start table). */
  TOPIC_RECREATED(Kind.RUN),
  /** The target's partitions are not the source's under {@code partition: same}. */
  PARTITION_COUNT(Kind.RUN),

  /** A cluster that cannot be reached. */
  UNREACHABLE(Kind.ENVIRONMENT),
  /** A wire that is not protected as the connection says, or a certificate that is refused. */
  TLS(Kind.ENVIRONMENT),
  /** A login that was refused. */
  AUTHENTICATION(Kind.ENVIRONMENT),
  /** A right that is missing. */
  AUTHORISATION(Kind.ENVIRONMENT),
  /** Clocks that do not agree. */
  CLOCK_SKEW(Kind.ENVIRONMENT),
  /** A target that does not keep what the definition asks for. */
  WEAK_TARGET(Kind.ENVIRONMENT),
  /** A topic that is not there. */
  MISSING_TOPIC(Kind.ENVIRONMENT),
  /** A checkpoint store that cannot be used. */
  CHECKPOINT_STORE(Kind.ENVIRONMENT),
  /** A checkpoint that this release cannot read. */
  CHECKPOINT_VERSION(Kind.ENVIRONMENT),
  /** A checkpoint that another runner holds. */
  CHECKPOINT_HELD(Kind.ENVIRONMENT),

  /** Our mistake. */
  BUG(Kind.RUN);

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

  ProblemCode(Kind kind) {
    this.kind = kind;
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
