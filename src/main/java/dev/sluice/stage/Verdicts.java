package dev.sluice.stage;

import dev.sluice.message.Message;
import java.util.List;

/**
 * What a filter says of the messages it was given. For every message one verdict, and behind one
 * that goes on those that are made of it besides.
 */
public interface Verdicts {
  /** Goes on, as it came or changed. */
  void pass(Message message);

  /** All that the filter was given go on as they came; in place of a verdict on each. */
  default void passAll(List<Message> messages) {
    messages.forEach(this::pass);
  }

  /** One more goes on, made of the message that has just passed; its source is the same. */
  void create(Message message);

  /** Does not go on, and is not meant to. */
  void filtered(Message message);

  /** Cannot go on. */
  void reject(Message message, Reject reject);
}
