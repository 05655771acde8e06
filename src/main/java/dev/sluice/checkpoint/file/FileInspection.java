package dev.sluice.checkpoint.file;

import dev.sluice.check.Outcome;
import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.message.Checkpoint;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.Printable;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The item of the connection test that is about a directory of checkpoints. Makes none. */
public final class FileInspection {
  private final Path directory;
  private final String pipeline;

  /** Of one pipeline's store. */
  public FileInspection(Path directory, String pipeline) {
    this.directory = directory;
    this.pipeline = pipeline;
  }

  /** The directory can be written, or made; the pipeline's file in it can be read. */
  public Outcome use() {
    Path there = nearest(directory.toAbsolutePath());
    try {
      if (!Files.isDirectory(there)) {
        throw new IOException(there + " is not a directory");
      }
      Files.delete(Files.write(there.resolve(".sluice-check"), new byte[] {'?'}));
    } catch (IOException e) {
      return new Outcome.Fail(
          new Trouble(
              ProblemCode.CHECKPOINT_STORE,
              "the directory of checkpoints "
                  + directory
                  + " cannot be written: "
                  + FileStore.reason(e),
              "Mend its rights, or name another: checkpoint: {store: file, directory: ...}"),
          false);
    }
    return there.equals(directory.toAbsolutePath())
        ? held()
        : new Outcome.Pass(directory + " is made at the first start");
  }

  private static Path nearest(Path wanted) {
    Path parent = wanted.getParent();
    return Files.exists(wanted) || parent == null ? wanted : nearest(parent);
  }

  private Outcome held() {
    Path lock = directory.resolve(pipeline + ".lock");
    try {
      if (Files.exists(lock)) {
        DirectoryLock.acquire(lock).release();
      }
      Path file = directory.resolve(pipeline + ".json");
      if (!Files.exists(file)) {
        return new Outcome.Pass(directory + ": the pipeline has never started");
      }
      Checkpoint checkpoint =
          CheckpointJson.read(Files.readAllBytes(file), file.toString(), pipeline);
      return new Outcome.Pass(
          file + ": positions of " + Printable.counted(checkpoint.positions().size(), "partition"));
    } catch (FatalException e) {
      return e.trouble().code() == ProblemCode.CHECKPOINT_HELD
          ? new Outcome.Warn(e.trouble())
          : Outcome.of(e);
    } catch (IOException e) {
      return new Outcome.Fail(
          new Trouble(
              ProblemCode.CHECKPOINT_STORE,
              "the checkpoint of " + pipeline + " in " + directory + ": " + FileStore.reason(e),
              null),
          false);
    }
  }
}
