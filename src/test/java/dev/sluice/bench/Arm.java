package dev.sluice.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One way to do the work, as a process of its own that copies until it is killed.
 *
 * @param name in the report
 * @param share how many records it writes for each that it reads
 * @param launch how it is started
 */
record Arm(String name, double share, Launch launch) {
  /** Makes the command. */
  interface Launch {
    Launched of(Work work);
  }

  /**
   * What is to be copied.
   *
   * @param source a topic that holds all records
   * @param partitions of what is written
   * @param target a name that nothing else bears
   * @param directory for its files
   */
  record Work(
      String bootstrapServers, String source, int partitions, String target, Path directory) {}

  /**
   * A command, ready to be started.
   *
   * @param written the topics that it writes
   */
  record Launched(List<String> command, List<String> written) {}
}
