package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What Linux says of one process, all its threads together, and of nobody else. */
record ProcessMeter(long pid) {
  private static final int USER = 11;
  private static final int TICKS_PER_SECOND = 100;

  /** CPU time so far, in user and kernel mode; in steps of 10 ms. */
  Duration cpu() {
    String stat = read("stat");
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

  /** How many threads it has. */
  int threads() {
    return Integer.parseInt(line("Threads:"));
  }

  private long memory(String key) {
    return Long.parseLong(line(key).replace(" kB", "")) << 10;
  }

  private String line(String key) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException("the process " + pid + " has ended, or this is no Linux", e);
    }
  }
}
