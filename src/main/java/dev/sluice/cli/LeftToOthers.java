package dev.sluice.cli;

import dev.sluice.catalogue.OtherAgents;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogEntry;
import dev.sluice.problem.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Names the pipelines that are left to other agents, and warns where nobody runs one. */
final class LeftToOthers {
  private final EventLog log;
  private final List<Thread> asking = new ArrayList<>();

  LeftToOthers(EventLog log) {
    this.log = log;
  }

  /** Says so at once; whether anybody runs it is asked in a thread beside. */
  void leave(PipelineDefinition pipeline) {
    log.entry(LogEntry.info("left_to_agent", pipeline.name(), "left to agent " + pipeline.agent()));
    asking.add(Thread.ofVirtual().name("agents").start(() -> ask(pipeline)));
  }

  private void ask(PipelineDefinition pipeline) {
    try {
      OptionalInt members = OtherAgents.members(pipeline);
      if (members.isPresent() && members.getAsInt() == 0) {
        log.entry(
            LogEntry.warning(
                "nobody_runs",
                pipeline.name(),
                "nobody runs it now: the group of the pipeline has no member. Start a runner"
                    + " with --agent "
                    + pipeline.agent()));
      }
    } catch (StageException e) {
      log.entry(
          LogEntry.info(
              "agent_unknown",
              pipeline.name(),
              "whether agent " + pipeline.agent() + " runs it is not known: " + e.trouble()));
    }
  }

  /** Waits for the answers, as long as they come soon. */
  void await(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (Thread each : asking) {
        boolean _ = each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
