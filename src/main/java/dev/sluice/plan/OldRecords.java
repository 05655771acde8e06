package dev.sluice.plan;

import dev.sluice.catalogue.Survey;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Partition;
import dev.sluice.stage.Source;
import dev.sluice.stages.kafka.TargetRetention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records that would be copied into topics that do not keep records of that age. */
final class OldRecords {
  private final Survey survey;
  private final Instant now;

  OldRecords(Survey survey, Instant now) {
    this.survey = survey;
    this.now = now;
  }

  /** The same forecasts, with what the targets' retention would delete. */
  List<PartitionForecast> in(List<PartitionForecast> partitions) {
    List<PartitionForecast> seen = new ArrayList<>(partitions);
    for (TargetDefinition target : survey.pipeline().targets()) {
      Map<String, Duration> kept = survey.retentionOf(target);
      if (!kept.isEmpty()) {
        Map<Partition, Long> firstKept = firstKept(seen, kept);
        seen.replaceAll(each -> lost(each, firstKept, kept, target));
      }
    }
    return seen;
  }

  private Map<Partition, Long> firstKept(
      List<PartitionForecast> partitions, Map<String, Duration> kept) {
    Map<Partition, Long> first = new HashMap<>();
    for (Source source : survey.sources()) {
      for (Map.Entry<String, Duration> each : kept.entrySet()) {
        Set<Partition> asked = new HashSet<>();
        partitions.stream()
            .filter(forecast -> forecast.start() != null && forecast.reads() > 0)
            .map(PartitionForecast::partition)
            .filter(partition -> partition.topic().equals(each.getKey()))
            .filter(partition -> partition.cluster().equals(source.cluster()))
            .forEach(asked::add);
        if (!asked.isEmpty()) {
          first.putAll(source.offsetsAt(asked, now.minus(each.getValue())));
        }
      }
    }
    return first;
  }

  private PartitionForecast lost(
      PartitionForecast forecast,
      Map<Partition, Long> firstKept,
      Map<String, Duration> kept,
      TargetDefinition target) {
    Long first = firstKept.get(forecast.partition());
    Long start = forecast.start();
    if (first == null || start == null || first <= start) {
      return forecast;
    }
    long older = Math.min(first, forecast.end()) - start;
    String topic = forecast.partition().topic();
    String written = survey.written(target).getOrDefault(topic, topic);
    Duration retention = kept.getOrDefault(topic, Duration.ZERO);
    return forecast
        .losing(older)
        .with(
            older
                + " are older than "
                + written
                + " keeps records ("
                + TargetRetention.words(retention)
                + "): its brokers delete them soon after they are written. "
                + TargetRetention.mend(written));
  }
}
