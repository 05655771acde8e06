package dev.sluice.runtime;

import dev.sluice.message.Partition;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something worth a line in the log. */
public sealed interface RunEvent {
  /** The pipeline's name. */
  String pipeline();

  /** A partition begins, by a row of the start table. */
  record PartitionStarted(
      String pipeline, Partition partition, int row, long offset, @Nullable String note)
      implements RunEvent {}

  /** A partition waits for the run that captures its bound. */
  record PartitionWaits(String pipeline, Partition partition) implements RunEvent {}

  /** A partition goes to somebody else. */
  record PartitionLeft(String pipeline, Partition partition) implements RunEvent {}

  /** Good to know. */
  record Note(String pipeline, String text) implements RunEvent {}

  /** Better looked at. */
  record Warning(String pipeline, String text) implements RunEvent {}

  /** Records are passed over, as a policy says. */
  record Passed(String pipeline, String stage, String reason, boolean deadLetter, Trouble trouble)
      implements RunEvent {}

  /** A field of a topic's values has changed its type. */
  record Drift(String pipeline, String topic, String change) implements RunEvent {}

  /**
   * Something failed that may pass.
   *
   * @param lane whose trouble it is; the pipeline's name while it has no lanes yet
   * @param pause until it is tried again; zero where it is being waited for
   */
  record Retrying(String pipeline, String lane, Trouble trouble, Duration pause)
      implements RunEvent {}

  /** What this lane was {@link Retrying} for has passed; of other lanes it says nothing. */
  record Recovered(String pipeline, String lane) implements RunEvent {}

  /** The pipeline is over in this process. */
  record Ended(String pipeline, Ending ending) implements RunEvent {}

  /** A pipeline that has failed is started again after a while. */
  record NextTry(String pipeline, Duration pause) implements RunEvent {}

  /** A mistake of ours, with what is needed to find it. */
  record Bug(String pipeline, Throwable error) implements RunEvent {}

  /** Takes events, from any thread. */
  interface Sink {
    /** Must not throw, nor wait long. */
    void accept(RunEvent event);
  }
}
