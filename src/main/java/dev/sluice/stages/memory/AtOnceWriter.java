package dev.sluice.stages.memory;

import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.List;

/** A writer of which everything is settled at once. */
abstract sealed class AtOnceWriter implements Writer permits MemoryWriter, NowhereWriter {
  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public Settlement settle(Duration wait) {
    return new Settlement(true, List.of());
  }

  @Override
  public void discard() {
    // nothing is ever on its way
  }

  @Override
  public void close() {
    // nothing is open
  }
}
