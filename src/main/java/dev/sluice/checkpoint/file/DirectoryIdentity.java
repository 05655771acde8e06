package dev.sluice.checkpoint.file;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;

/** What tells one checkpoint directory from every other: host and path for people, and chance. */
final class DirectoryIdentity {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private DirectoryIdentity() {}

  /** The first one to ask decides; a crash while it is written leaves the decision to the next. */
  static String of(Path directory) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(".identity"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      lock(channel);
      String known = read(channel);
      if (known.endsWith("\n")) {
        return known.strip();
      }
      String fresh =
          host() + ":" + directory.toAbsolutePath().normalize() + "#" + UUID.randomUUID();
      channel.truncate(0);
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(fresh + "\n");
      channel.position(0);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      return fresh;
    }
  }

  /** Waits for other processes, and for other pipelines of this one; closing unlocks. */
  private static void lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        var _ = channel.lock();
        return;
      } catch (OverlappingFileLockException e) {
        try {
          Thread.sleep(PAUSE);
        } catch (InterruptedException interrupt) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", interrupt);
        }
      }
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), 64 << 10));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // until all of it is there
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown host";
    }
  }
}
