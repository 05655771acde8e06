package dev.sluice.checkpoint;

import dev.sluice.message.Checkpoint;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A look at what a store keeps: nothing is created, locked or written for it, and whoever runs the
 * pipeline does not notice.
 *
 * @param looking reads what is there; may throw {@link dev.sluice.problem.StageException}
 */
public record ReadOnlyStore(Supplier<Checkpoint> looking) implements CheckpointStore {
  @Override
  public Checkpoint load() {
    return looking.get();
  }

  @Override
  public Checkpoint pin(Pin pin) {
    throw new IllegalStateException("it is only looked at");
  }

  @Override
  public @Nullable String identity() {
    return null;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
