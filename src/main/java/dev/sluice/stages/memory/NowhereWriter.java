package dev.sluice.stages.memory;

import dev.sluice.message.Message;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.List;

/** Keeps nothing of what it is handed, and says that all is well. */
public final class NowhereWriter implements Writer {
  @Override
  public void write(List<Message> messages) {
    messages.forEach(message -> {
      byte[] _ = message.valueBytes(); // what cannot be encoded fails here as it would there
    });
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
