package dev.sluice.problem;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a definition.
 *
 * @param location where it stands
 * @param severity how much it matters
 * @param code what kind it is; stable
 * @param path the key's path in its document, such as {@code filters[0].where}; empty for the
 *     document
 * @param message what is wrong, without a full stop
 * @param hint what would be right, or null where the message says it
 */
public record Problem(
    Location location,
    Severity severity,
    ProblemCode code,
    String path,
    String message,
    @Nullable String hint) {

  /** By file and place. */
  public static final Comparator<Problem> ORDER =
      Comparator.comparing((Problem problem) -> problem.location().file())
          .thenComparingInt(problem -> problem.location().line())
          .thenComparingInt(problem -> problem.location().column())
          .thenComparing(problem -> problem.code().id());

  /** The one line that every verb prints for it. */
  @Override
  public String toString() {
    return Printable.of(text());
  }

  private String text() {
    return location
        + ": "
        + severity.word()
        + "["
        + code.id()
        + "] "
        + Printable.withHint(said(), hint);
  }

  /** What is wrong, behind the key's path where it has one. */
  public String said() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
