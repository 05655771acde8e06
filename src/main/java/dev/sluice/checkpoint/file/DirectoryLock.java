package dev.sluice.checkpoint.file;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second process away from a pipeline's file; the system frees it when a process dies. */
final class DirectoryLock {
  /** Behind the process id, so that a refused process can read that. */
  private static final long LOCKED_BYTE = 1L << 20;

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock acquire(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (attempt(channel) == null) {
      String holder = read(channel);
      channel.close();
      throw new FatalException(
          ProblemCode.CHECKPOINT_HELD,
          "another process"
              + (holder.isEmpty() ? "" : " (pid " + holder + ")")
              + " holds the checkpoint of this pipeline: "
              + path,
          "End it first, or give each runner a directory and an agent of its own");
    }
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
    return new DirectoryLock(channel);
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("releasing a lock", e);
    }
  }
}
