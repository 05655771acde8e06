package dev.sluice.observe;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.LaneStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A picture of all pipelines as metrics. Each picture gets a registry of its own: what is gone from
 * the picture, a pipeline that was removed say, is gone from the metrics. Meters are functions of
 * the picture alone: those that record (Counter, Timer) reach for a tracer that no native image
 * has.
 */
final class Metrics {
  private final MeterRegistry registry;

  /** A registry holds what it measures weakly. */
  private final List<Object> held = new ArrayList<>();

  private Metrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** In Prometheus' text form. */
  static String text(Snapshot snapshot, String version) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Metrics metrics = new Metrics(registry);
    metrics.gauge("sluice.build.info", "Which release this is.", Tags.of("version", version), 1);
    snapshot.pipelines().forEach(metrics::pipeline);
    String text = registry.scrape();
    metrics.held.clear();
    registry.close();
    return text;
  }

  private void pipeline(PipelineView pipeline) {
    Tags tags = Tags.of("pipeline", pipeline.name());
    LaneStatus lanes = pipeline.lanes();
    for (State state : State.values()) {
      gauge(
          "sluice.pipeline.state",
          "1 for the state that the pipeline is in.",
          tags.and("state", state.toString()),
          pipeline.state() == state ? 1 : 0);
    }
    gauge(
        "sluice.pipeline.partitions",
        "Source partitions that this runner reads.",
        tags,
        pipeline.partitions());
    seconds(
        "sluice.checkpoint.age",
        "Since everything read was settled and saved.",
        tags,
        pipeline.checkpointAge());
    counter("sluice.retries", "Returns to the checkpoint.", tags, lanes.retries());
    counter("sluice.model.drifts", "Fields that changed type.", tags, pipeline.drifts());
    epochs(tags, lanes.epochs());
    pipeline.lags().forEach((topic, lag) -> lag(tags.and("topic", topic), lag));
    pipeline
        .graph()
        .order()
        .forEach(stage ->
            stage(tags.and("stage", stage.name()), stage, lanes.books().stage(stage.name())));
  }

  private void epochs(Tags tags, LaneStatus.Epochs epochs) {
    held.add(epochs);
    FunctionTimer.builder(
            "sluice.epoch.duration",
            epochs,
            LaneStatus.Epochs::saved,
            each -> each.duration().toNanos(),
            TimeUnit.NANOSECONDS)
        .description("Epochs that saved positions, from the first record to the save.")
        .tags(tags)
        .register(registry);
  }

  private void lag(Tags tags, Lag lag) {
    gauge(
        "sluice.lag.records",
        "Offsets between what this runner has saved and the ends, or the bounds of a full sync.",
        tags,
        lag.records());
    gauge(
        "sluice.held.records",
        "Offsets of the lag that wait behind a transaction that is open at the source.",
        tags,
        lag.held());
    gauge(
        "sluice.lag.seconds",
        "Age of the last record read where there are more, in the partition that is worst off.",
        tags,
        lag.seconds());
    gauge(
        "sluice.retention.left.seconds",
        "Until retention may overtake the position that is worst off; NaN where it cannot.",
        tags,
        lag.retentionLeft());
  }

  private void stage(Tags tags, StageDefinition stage, Books.Stage books) {
    switch (stage) {
      case SourceDefinition _ -> {
        counter("sluice.read.records", "Records that sources read.", tags, books.in());
        counter("sluice.read.bytes", "Bytes that sources read.", tags, books.bytes());
      }
      case FilterDefinition _ -> {
        counter("sluice.filtered.records", "Records filtered out.", tags, books.filtered());
        counter("sluice.created.records", "Records made of others.", tags, books.created());
      }
      case TargetDefinition _ -> {
        counter("sluice.written.records", "Records that targets have.", tags, books.out());
        counter("sluice.written.bytes", "Bytes that targets have.", tags, books.bytes());
      }
    }
    books
        .skipped()
        .forEach((reason, count) ->
            counter(
                "sluice.skipped.records", "Records skipped.", tags.and("reason", reason), count));
    books
        .deadLettered()
        .forEach((reason, count) ->
            counter(
                "sluice.dead.lettered.records",
                "Records that became dead letters.",
                tags.and("reason", reason),
                count));
  }

  private void counter(String name, String description, Tags tags, long count) {
    Long value = count;
    held.add(value);
    FunctionCounter.builder(name, value, Long::doubleValue)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void seconds(String name, String description, Tags tags, Duration duration) {
    gauge(name + ".seconds", description, tags, duration.toMillis() / 1000.0);
  }

  private void gauge(String name, String description, Tags tags, double value) {
    ToDoubleFunction<Double> itself = Double::doubleValue;
    Gauge.builder(name, value, itself)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
