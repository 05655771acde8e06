package dev.sluice.stages.memory;

import dev.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is handed; everything is settled at once. */
public final class MemoryWriter extends AtOnceWriter {
  private final List<Message> written = new ArrayList<>();

  /** Everything that was written, in order. */
  public List<Message> written() {
    return List.copyOf(written);
  }

  @Override
  public void write(List<Message> messages) {
    written.addAll(messages);
  }
}
