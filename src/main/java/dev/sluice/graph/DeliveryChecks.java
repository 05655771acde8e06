package dev.sluice.graph;

import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.Declarations;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.PipelineKeys;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Settings;
import dev.sluice.sync.Delivery;
import java.time.Duration;
import java.util.List;

/** What exactly once needs: one transaction, and so one cluster, one store in it, one producer. */
public final class DeliveryChecks {
  /** The brokers abort a transaction that is open for longer than a quarter of an hour. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final PipelineDefinition pipeline;
  private final Declarations declarations;
  private final Problems problems;

  DeliveryChecks(PipelineDefinition pipeline, Declarations declarations, Problems problems) {
    this.pipeline = pipeline;
    this.declarations = declarations;
    this.problems = problems;
  }

  void check() {
    oneSource();
    if (pipeline.delivery() != Delivery.EXACTLY_ONCE) {
      return;
    }
    store();
    if (!pipeline.targets().isEmpty()) {
      oneProducer(pipeline.targets());
      oneCluster(pipeline.targets());
    }
    Settings checkpoint = pipeline.checkpoint().settings();
    if (checkpoint.get(PipelineKeys.INTERVAL).compareTo(LONGEST) > 0) {
      problems.error(
          ProblemCode.DELIVERY,
          checkpoint.at(PipelineKeys.INTERVAL),
          checkpoint.path(PipelineKeys.INTERVAL),
          "with exactly_once the interval is how long a transaction is open",
          "Use at most 10m: the brokers abort what is open for much longer");
    }
  }

  /**
   * What must lie on one cluster, as a sentence.
   *
   * @param store that the checkpoint is in
   */
  public static String oneCluster(String store, Declarations declarations) {
    return declarations.storesAtSource().contains(store)
        ? "exactly_once with the store "
            + store
            + " needs one cluster for source, targets and dead letters"
        : "exactly_once needs one cluster for all targets, dead letters and checkpoints";
  }

  private boolean keepsAtSource() {
    return declarations.storesAtSource().contains(pipeline.checkpoint().store());
  }

  private void oneSource() {
    List<String> read =
        pipeline.sources().stream().map(source -> source.connection().name()).distinct().toList();
    if (keepsAtSource() && read.size() > 1) {
      problems.error(
          ProblemCode.DELIVERY,
          pipeline.checkpoint().settings().at(),
          "checkpoint.store",
          "the store "
              + pipeline.checkpoint().store()
              + " keeps positions on the one cluster that is read; this pipeline reads "
              + String.join(" and ", read),
          "Use another store, or one pipeline for each connection");
    }
  }

  private void store() {
    List<String> able = declarations.exactlyOnceStores();
    if (!able.contains(pipeline.checkpoint().store())) {
      problems.error(
          ProblemCode.DELIVERY,
          pipeline.deliveryAt(),
          "delivery",
          "exactly_once does not go with the store "
              + pipeline.checkpoint().store()
              + ", which cannot be part of a transaction",
          "Use checkpoint: {store: " + String.join("} or {store: ", able) + "}");
    }
  }

  private void oneProducer(List<TargetDefinition> targets) {
    TargetDefinition first = targets.getFirst();
    for (TargetDefinition target : targets) {
      declarations.target().checkExactlyOnce(target.settings(), problems);
      if (!declarations
          .target()
          .writerTraits(target.settings())
          .equals(declarations.target().writerTraits(first.settings()))) {
        problems.error(
            ProblemCode.DELIVERY,
            target.settings().at(),
            target.settings().path(),
            "with exactly_once \""
                + first.name()
                + "\" and \""
                + target.name()
                + "\" are written by one producer",
            "Give them equal acks, compression and properties");
      }
    }
  }

  /** Different addresses may lead to one cluster: only the clusters know. */
  private void oneCluster(List<TargetDefinition> targets) {
    ConnectionDefinition first = targets.getFirst().connection();
    for (TargetDefinition target : targets) {
      compare(
          first,
          target.connection(),
          target.settings().at(),
          "the target \"" + target.name() + "\"");
    }
    DeadLetter dead = pipeline.deadLetter();
    if (dead != null) {
      compare(first, dead.connection(), dead.at(), "the dead letter topic");
    }
    ConnectionDefinition checkpoints = pipeline.checkpoint().connection();
    if (checkpoints != null) {
      compare(first, checkpoints, pipeline.checkpoint().settings().at(), "the checkpoint topic");
    }
    if (keepsAtSource() && !pipeline.sources().isEmpty()) {
      SourceDefinition source = pipeline.sources().getFirst();
      compare(
          first,
          source.connection(),
          source.settings().at(),
          "the source \"" + source.name() + "\"");
    }
  }

  private void compare(
      ConnectionDefinition first,
      ConnectionDefinition other,
      dev.sluice.problem.Location at,
      String what) {
    if (!declarations.addresses(first.kafka()).equals(declarations.addresses(other.kafka()))) {
      problems.warning(
          ProblemCode.DELIVERY,
          at,
          "delivery",
          oneCluster(pipeline.checkpoint().store(), declarations)
              + ": "
              + what
              + " has other addresses than the first target",
          "If they lead to another cluster the run refuses; then use at_least_once, or one pipeline"
              + " for each cluster");
    }
  }
}
