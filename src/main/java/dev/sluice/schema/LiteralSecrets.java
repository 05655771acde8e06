package dev.sluice.schema;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;

/** A file that is kept in git is no place for a secret. */
public final class LiteralSecrets {
  private LiteralSecrets() {}

  /** Warns where a secret stands in the file as it is. */
  public static void warn(Settings settings, Key<String> secret, Problems problems) {
    if (settings.find(secret) != null && !settings.written(secret.name()).contains("${")) {
      problems.warning(
          ProblemCode.LITERAL_SECRET,
          settings.at(secret),
          settings.path(secret),
          "a secret stands in the file",
          "Use a variable: \"${NAME}\", or \"${file:/run/secrets/name}\"");
    }
  }
}
