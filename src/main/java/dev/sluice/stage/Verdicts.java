package dev.sluice.stage;

import dev.sluice.message.Message;

/** What a filter says of the messages it was given. For every message exactly one verdict. */
public interface Verdicts {
  /** Goes on, as it came or changed. */
  void pass(Message message);

  /** Does not go on, and is not meant to. */
  void filtered(Message message);

  /** Cannot go on. */
  void reject(Message message, Reject reject);
}
