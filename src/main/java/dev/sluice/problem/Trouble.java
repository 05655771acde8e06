package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong at run time, for people.
 *
 * @param code what kind it is; stable
 * @param message what happened, without a full stop
 * @param hint the mend, or null where the message says it
 */
public record Trouble(ProblemCode code, String message, @Nullable String hint) {
  /** Drops the full stop that a client's message may end with. */
  public Trouble {
    message = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  @Override
  public String toString() {
    return Printable.of("error[" + code.id() + "] " + Printable.withHint(message, hint));
  }
}
