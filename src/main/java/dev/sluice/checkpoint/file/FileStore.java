package dev.sluice.checkpoint.file;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Claims;
import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One file a pipeline, replaced atomically, locked against a second process. */
public final class FileStore implements ClaimStore {
  private final String pipeline;
  private final Path directory;
  private final Path file;
  private final DirectoryLock lock;
  private final String identity;
  private final Claims claims = new Claims();
  private @Nullable Checkpoint known;

  /**
   * Opens a pipeline's file, and its directory where it is not there yet.
   *
   * @throws FatalException where the directory cannot be used, or another process has the pipeline
   */
  public FileStore(Path directory, String pipeline) {
    this.pipeline = pipeline;
    this.directory = directory;
    this.file = file(directory, pipeline);
    try {
      Files.createDirectories(directory);
      this.identity = DirectoryIdentity.of(directory);
      this.lock = DirectoryLock.acquire(directory.resolve(pipeline + ".lock"));
    } catch (IOException e) {
      throw unusable("opening", file, e);
    }
  }

  @Override
  public synchronized Checkpoint load() {
    Checkpoint checkpoint = known;
    if (checkpoint == null) {
      checkpoint = read();
      known = checkpoint;
    }
    return checkpoint;
  }

  private Checkpoint read() {
    return peek(directory, pipeline);
  }

  /**
   * What a directory keeps of a pipeline, whoever has it locked: the file is replaced as a whole.
   *
   * @throws FatalException where it cannot be read
   */
  public static Checkpoint peek(Path directory, String pipeline) {
    Path file = file(directory, pipeline);
    try {
      return CheckpointJson.read(Files.readAllBytes(file), file.toString(), pipeline);
    } catch (NoSuchFileException e) {
      return Checkpoint.EMPTY;
    } catch (IOException e) {
      throw unusable("reading", file, e);
    }
  }

  private static Path file(Path directory, String pipeline) {
    return directory.resolve(pipeline + ".json");
  }

  @Override
  public synchronized Checkpoint pin(Pin pin) {
    return replace(pin.applyTo(load()));
  }

  @Override
  public synchronized Checkpoint claim(String owner, Set<Partition> partitions) {
    claims.claim(owner, partitions);
    return load();
  }

  @Override
  public synchronized void save(String owner, Map<Partition, Position> positions) {
    claims.check(owner, positions.keySet());
    Checkpoint checkpoint = load();
    Map<Partition, Position> all = new HashMap<>(checkpoint.positions());
    all.putAll(positions);
    replace(checkpoint.withPositions(all));
  }

  private Checkpoint replace(Checkpoint checkpoint) {
    if (!checkpoint.equals(known)) {
      try {
        AtomicFile.replace(
            directory, pipeline + ".json", CheckpointJson.write(pipeline, checkpoint));
      } catch (IOException e) {
        throw unusable("writing", file, e);
      }
      known = checkpoint;
    }
    return checkpoint;
  }

  @Override
  public synchronized void release(String owner, Set<Partition> partitions) {
    claims.release(owner, partitions);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public void close() {
    lock.release();
  }

  private static FatalException unusable(String doing, Path file, IOException e) {
    return new FatalException(
        new Trouble(
            ProblemCode.CHECKPOINT_STORE,
            doing + " the checkpoint " + file + " failed: " + reason(e),
            "The last good checkpoint is kept; mend the directory and start again"),
        e);
  }

  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException _ -> "access denied";
      case NoSuchFileException _ -> "it cannot be made there";
      case java.nio.file.FileAlreadyExistsException _ -> "a file is in the way of the directory";
      default -> String.valueOf(e.getMessage());
    };
  }
}
