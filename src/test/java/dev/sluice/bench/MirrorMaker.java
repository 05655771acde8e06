package dev.sluice.bench;

import dev.sluice.bench.Arm.Launched;
import dev.sluice.bench.Arm.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** MirrorMaker 2 in its dedicated mode, one task, without what it does besides copying. */
final class MirrorMaker {
  private MirrorMaker() {}

  /** The broker stands for two clusters; the first one's alias is the target's name, and new. */
  static Launched launched(Work work) {
    String from = work.target();
    String settings =
        """
        clusters = %1$s, there
        %1$s.bootstrap.servers = %2$s
        there.bootstrap.servers = %2$s
        %1$s->there.enabled = true
        %1$s->there.topics = %3$s
        %1$s->there.groups =
        there->%1$s.enabled = false
        tasks.max = 1
        replication.factor = 1
        offset-syncs.topic.replication.factor = 1
        config.storage.replication.factor = 1
        offset.storage.replication.factor = 1
        status.storage.replication.factor = 1
        emit.heartbeats.enabled = false
        emit.checkpoints.enabled = false
        sync.topic.acls.enabled = false
        sync.topic.configs.enabled = false
        scheduled.rebalance.max.delay.ms = 0
        offset.flush.interval.ms = %4$d
        there.session.timeout.ms = %5$d
        there.rebalance.timeout.ms = %5$d
        """
            .formatted(
                from, work.bootstrapServers(), work.source(), Tuning.INTERVAL, Tuning.SESSION);
    settings += Arms.lines("there.producer.", Tuning.PRODUCER);
    settings += Arms.lines(from + ".consumer.", Tuning.CONSUMER);
    Path file = Arms.write(work.directory().resolve(work.target() + ".properties"), settings);
    return new Launched(
        Arms.java(
            Tuning.JVM,
            "-cp",
            classPath(),
            "org.apache.kafka.connect.mirror.MirrorMaker",
            file.toAbsolutePath().toString()),
        List.of(from + "." + work.source()));
  }

  private static String classPath() {
    try {
      return Files.readString(Path.of("target/bench/mirror-maker.classpath"));
    } catch (IOException e) {
      throw new UncheckedIOException("run the benchmark with ./mvnw -Pbench: it fetches it", e);
    }
  }
}
