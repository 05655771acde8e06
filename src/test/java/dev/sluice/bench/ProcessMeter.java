package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Linux says of one process, all its threads together, and of nobody else. */
record ProcessMeter(long pid) {
  private static final int USER = 11;
  private static final int TICKS_PER_SECOND = 100;

  /** CPU time so far, in user and kernel mode; in steps of 10 ms. */
  Duration cpu() {
    return cpu(read("stat"));
  }

  /**
   * CPU time so far of each thread that is alive, in steps of 10 ms; by its id and its name, of
   * which Linux keeps 15 letters.
   */
  Map<String, Duration> threads() {
    Map<String, Duration> threads = new HashMap<>();
    for (Path stat : threadStats()) {
      try {
        String text = Files.readString(stat);
        threads.put(text.substring(0, text.lastIndexOf(')') + 1), cpu(text));
      } catch (IOException e) {
        // this thread has ended meanwhile
      }
    }
    return threads;
  }

  private List<Path> threadStats() {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.map(thread -> thread.resolve("stat")).toList();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private static Duration cpu(String stat) {
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(behindName[USER]) + Long.parseLong(behindName[USER + 1]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  /** The most memory it ever had resident, in bytes. */
  long peak() {
    return memory("VmHWM:");
  }

  /** The memory it has resident, in bytes. */
  long resident() {
    return memory("VmRSS:");
  }

  private long memory(String key) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private UncheckedIOException ended(IOException e) {
    return new UncheckedIOException("the process " + pid + " has ended, or this is no Linux", e);
  }
}
