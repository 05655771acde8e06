package dev.sluice.observe;

import dev.sluice.message.Partition;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.RunEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log.
 *
 * @param event what kind of line it is; stable, in snake case
 * @param pipeline its name, or null where it is about none
 * @param message for people
 * @param fields for machines: text and numbers, by stable names, beside those of every line
 */
public record LogEntry(
    Level level,
    String event,
    @Nullable String pipeline,
    String message,
    Map<String, Object> fields) {

  /** How much it matters. */
  public enum Level {
    /** Good to know. */
    INFO("info", ""),
    /** Better looked at. */
    WARNING("warning", "warning: "),
    /** Likewise, and the message says so itself. */
    NOTABLE("warning", ""),
    /** Something has failed. */
    ERROR("error", "");

    private final String word;
    private final String prefix;

    Level(String word, String prefix) {
      this.word = word;
      this.prefix = prefix;
    }

    /** For machines. */
    String word() {
      return word;
    }

    /** Before a message to people. */
    String prefix() {
      return prefix;
    }
  }

  /** Good to know, with nothing for machines but its kind. */
  public static LogEntry info(String event, @Nullable String pipeline, String message) {
    return new LogEntry(Level.INFO, event, pipeline, message, Map.of());
  }

  /** Better looked at. */
  public static LogEntry warning(String event, @Nullable String pipeline, String message) {
    return new LogEntry(Level.WARNING, event, pipeline, message, Map.of());
  }

  /** Something has failed. */
  public static LogEntry error(String event, @Nullable String pipeline, Trouble trouble) {
    return new LogEntry(
        Level.ERROR, event, pipeline, trouble.toString(), fields("code", trouble.code().id()));
  }

  /** The line of an event. */
  static LogEntry of(RunEvent event, String version) {
    String pipeline = event.pipeline();
    return switch (event) {
      case RunEvent.PartitionStarted started -> started(started);
      case RunEvent.PartitionWaits waits ->
          new LogEntry(
              Level.INFO,
              "partition_waiting",
              pipeline,
              waits.partition() + " waits for the next full sync (row 4 of the start table)",
              place(waits.partition()));
      case RunEvent.PartitionLeft left ->
          new LogEntry(
              Level.INFO,
              "partition_left",
              pipeline,
              left.partition() + " has left this lane",
              place(left.partition()));
      case RunEvent.Note note -> info("note", pipeline, note.text());
      case RunEvent.Warning warning -> warning("warning", pipeline, warning.text());
      case RunEvent.Passed passed -> passed(passed);
      case RunEvent.Drift drift ->
          new LogEntry(
              Level.WARNING,
              "drift",
              pipeline,
              "drift in the topic " + drift.topic() + ": " + drift.change(),
              fields("topic", drift.topic(), "change", drift.change()));
      case RunEvent.Retrying retrying -> retrying(retrying);
      case RunEvent.Recovered _ -> info("recovered", pipeline, "running again");
      case RunEvent.Ended ended -> ended(ended);
      case RunEvent.NextTry next ->
          new LogEntry(
              Level.INFO,
              "next_try",
              pipeline,
              "it is tried again in " + next.pause().toSeconds() + " s",
              fields("pauseMs", next.pause().toMillis()));
      case RunEvent.Bug bug ->
          new LogEntry(
              Level.ERROR,
              "bug",
              pipeline,
              "a mistake in Sluice " + version + ": " + bug.error(),
              fields("version", version));
    };
  }

  private static LogEntry started(RunEvent.PartitionStarted started) {
    Map<String, Object> fields = place(started.partition());
    fields.put("offset", started.offset());
    fields.put("row", started.row());
    return new LogEntry(
        Level.INFO,
        "partition_started",
        started.pipeline(),
        started.partition()
            + " starts at "
            + started.offset()
            + " (row "
            + started.row()
            + " of the start table)"
            + (started.note() == null ? "" : ": " + started.note()),
        fields);
  }

  private static LogEntry passed(RunEvent.Passed passed) {
    String what = passed.deadLetter() ? "dead-lettered" : "skipped";
    return new LogEntry(
        Level.INFO,
        passed.deadLetter() ? "record_dead_lettered" : "record_skipped",
        passed.pipeline(),
        what
            + " by "
            + passed.stage()
            + " ("
            + passed.reason()
            + "; further ones are counted): "
            + passed.trouble().message(),
        fields(
            "stage", passed.stage(),
            "reason", passed.reason(),
            "code", passed.trouble().code().id()));
  }

  private static LogEntry retrying(RunEvent.Retrying retrying) {
    long pause = retrying.pause().toMillis();
    return new LogEntry(
        Level.NOTABLE,
        "retrying",
        retrying.pipeline(),
        "retrying" + (pause == 0 ? "" : " in " + pause + " ms") + ": " + retrying.trouble(),
        fields("code", retrying.trouble().code().id(), "pauseMs", pause));
  }

  private static LogEntry ended(RunEvent.Ended ended) {
    State state = State.of(ended.ending());
    return switch (ended.ending()) {
      case Ending.Failed failed ->
          new LogEntry(
              Level.ERROR,
              state.toString(),
              ended.pipeline(),
              state + ": " + failed.trouble(),
              fields("code", failed.trouble().code().id()));
      case Ending.Completed _, Ending.Stopped _ ->
          info(state.toString(), ended.pipeline(), state.toString());
    };
  }

  private static Map<String, Object> place(Partition partition) {
    return fields("topic", partition.topic(), "partition", partition.index());
  }

  /** Names and values in turn, in their order. */
  static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
