package dev.sluice.stage;

import dev.sluice.message.Message;

/**
 * What a filter says of the messages it was given. For every message one verdict, and behind one
 * that goes on those that are made of it besides.
 */
public interface Verdicts {
  /** Goes on, as it came or changed. */
  void pass(Message message);

  /** One more goes on, made of the message that has just passed; its source is the same. */
  void create(Message message);

  /** Does not go on, and is not meant to. */
  void filtered(Message message);

  /** Cannot go on. */
  void reject(Message message, Reject reject);
}
