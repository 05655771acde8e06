package dev.sluice.stages.memory;

import dev.sluice.message.Message;
import java.util.List;

/** Keeps nothing of what it is handed, and says that all is well. */
public final class NowhereWriter extends AtOnceWriter {
  @Override
  public void write(List<Message> messages) {
    messages.forEach(message -> {
      byte[] _ = message.valueBytes(); // what cannot be encoded fails here as it would there
    });
  }
}
