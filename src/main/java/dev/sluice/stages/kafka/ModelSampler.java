package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.model.Inference;
import dev.sluice.model.Model;
import dev.sluice.schema.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes the models of what a source reads, beside the pipeline: without group and commit. */
public final class ModelSampler {
  /** So many topics are fetched from together: what that needs in memory is bounded. */
  private static final int TOGETHER = 200;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaCluster cluster;
  private final Settings settings;
  private final long sample;
  private final KafkaSourceType type = new KafkaSourceType();

  /**
   * Of one source.
   *
   * @param cluster is closed by whoever made it
   * @param sample how many records of a topic are looked at
   */
  public ModelSampler(KafkaCluster cluster, Settings settings, long sample) {
    this.cluster = cluster;
    this.settings = settings;
    this.sample = sample;
  }

  /**
   * A topic that a source reads.
   *
   * @param offsets how many its logs hold: an upper bound of its records
   */
  public record Sampled(Model model, int partitions, long offsets) {}

  /** The topics that the source reads now, sorted by name. */
  public Set<String> topics() {
    return type.matching(settings, cluster.topics());
  }

  /** The models of some topics; one that vanished meanwhile is left out. */
  public List<Sampled> sample(Set<String> topics) {
    List<Sampled> sampled = new ArrayList<>();
    List<String> all = List.copyOf(topics);
    for (int from = 0; from < all.size(); from += TOGETHER) {
      sampled.addAll(together(all.subList(from, Math.min(all.size(), from + TOGETHER))));
    }
    return sampled;
  }

  private List<Sampled> together(List<String> topics) {
    Map<Partition, LogRange> logs = cluster.logs(topics, KafkaSourceType.isolationLevel(settings));
    Map<String, List<LogRange>> byTopic = new TreeMap<>();
    logs.forEach((partition, log) ->
        byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>()).add(log));
    Map<String, Inference> inferences = new TreeMap<>();
    byTopic.keySet().forEach(topic -> inferences.put(topic, new Inference(topic)));
    new LogScan(cluster, KafkaSourceType.isolationLevel(settings))
        .newest(
            logs,
            partition -> share(byTopic.getOrDefault(partition.topic(), List.of())),
            PATIENCE,
            record -> {
              Inference inference = inferences.get(record.topic());
              if (inference != null && inference.sampled() < sample) {
                inference.add(record.value());
              }
            });
    List<Sampled> sampled = new ArrayList<>();
    inferences.forEach((topic, inference) -> {
      List<LogRange> ranges = byTopic.getOrDefault(topic, List.of());
      sampled.add(
          new Sampled(
              inference.model(),
              ranges.size(),
              ranges.stream().mapToLong(log -> log.end() - log.start()).sum()));
    });
    return sampled;
  }

  /** An equal part of the sample for each partition that holds anything. */
  private long share(List<LogRange> logs) {
    long filled = logs.stream().filter(log -> log.end() > log.start()).count();
    return filled == 0 ? 0 : (sample + filled - 1) / filled;
  }
}
