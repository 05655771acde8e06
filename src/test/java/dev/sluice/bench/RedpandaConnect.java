package dev.sluice.bench;

import dev.sluice.bench.Arm.Launched;
import dev.sluice.bench.Arm.Work;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Redpanda Connect, where its binary is on the PATH: consumer and producer by franz-go, partitions
 * in their order, as its performance guide has it: no batching of its own, many messages in flight.
 *
 * @param command how it runs a file
 */
record RedpandaConnect(List<String> command) {
  static Optional<RedpandaConnect> found() {
    return Stream.of(List.of("redpanda-connect", "run"), List.of("rpk", "connect", "run"))
        .filter(command -> isOnPath(command.getFirst()))
        .map(RedpandaConnect::new)
        .findFirst();
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  Launched launched(Work work, boolean filter) {
    String yaml =
        """
        http: {enabled: false}
        logger: {level: ERROR}
        input:
          redpanda:
            seed_brokers: ["%1$s"]
            topics: ["%2$s"]
            consumer_group: "%3$s"
            start_offset: earliest
            transaction_isolation_level: read_committed
            fetch_max_bytes: 16MiB
            fetch_max_partition_bytes: 1MiB
            max_yield_batch_bytes: 256KiB
            partition_buffer_bytes: 4MiB
            commit_period: %4$dms
        %5$soutput:
          redpanda:
            seed_brokers: ["%1$s"]
            topic: "%3$s"
            key: '${! @kafka_key }'
            partitioner: manual
            partition: '${! @kafka_partition }'
            timestamp_ms: '${! @kafka_timestamp_ms }'
            idempotent_write: true
            compression: none
            max_in_flight: 256
        """
            .formatted(
                work.bootstrapServers(),
                work.source(),
                work.target(),
                Tuning.INTERVAL,
                filter
                    ? "pipeline:\n  processors:\n"
                        + "    - mapping: 'root = if this.status != \"paid\" { deleted() }'\n"
                    : "");
    Path file = Arms.write(work.directory().resolve(work.target() + ".yaml"), yaml);
    return new Launched(
        Stream.concat(command.stream(), Stream.of(file.toString())).toList(),
        List.of(work.target()));
  }
}
