package dev.sluice.stages.memory;

import dev.sluice.message.Message;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is handed; everything is settled at once. */
public final class MemoryWriter implements Writer {
  private final List<Message> written = new ArrayList<>();

  /** Everything that was written, in order. */
  public List<Message> written() {
    return List.copyOf(written);
  }

  @Override
  public void write(List<Message> messages) {
    written.addAll(messages);
  }

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
