package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.problem.Severity;
import dev.sluice.schema.Node.Scalar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in the place of <code>${NAME}</code>, <code>${NAME:default}</code> and <code>
 * ${file:/path}</code>; a doubled dollar stands for a literal one. Works on scalars that are
 * already parsed, so that a value can never add structure. Values are never repeated in problems
 * (invariant 8).
 */
final class Substitution {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FILE = "file:";

  private final Variables variables;
  private final Path directory;
  private final Set<Path> files;
  private final Problems problems;

  /**
   * For one file.
   *
   * @param directory the file's, where relative paths begin
   * @param files takes those that values are looked for in
   */
  Substitution(Variables variables, Path directory, Set<Path> files, Problems problems) {
    this.files = files;
    this.variables = variables;
    this.directory = directory;
    this.problems = problems;
  }

  Scalar scalar(Location at, String path, String written, boolean plain) {
    if (!written.contains("${")) {
      return new Scalar(at, written, written, plain, true);
    }
    StringBuilder text = new StringBuilder();
    boolean known = true;
    int from = 0;
    for (int open = written.indexOf("${"); open >= 0; open = written.indexOf("${", from)) {
      if (open > 0 && written.charAt(open - 1) == '$') {
        text.append(written, from, open - 1).append("${");
        from = open + 2;
        continue;
      }
      text.append(written, from, open);
      int close = written.indexOf('}', open);
      if (close < 0) {
        problems.error(
            ProblemCode.BAD_VARIABLE,
            at,
            path,
            "\"${\" is not closed",
            "Write $${ for a literal ${");
        return new Scalar(at, written, written, plain, false);
      }
      String value = value(at, path, written.substring(open + 2, close));
      known &= value != null;
      text.append(value == null ? written.substring(open, close + 1) : value);
      from = close + 1;
    }
    text.append(written, from, written.length());
    return new Scalar(at, text.toString(), written, plain, known);
  }

  private @Nullable String value(Location at, String path, String reference) {
    if (reference.startsWith(FILE)) {
      return fileValue(at, path, reference.substring(FILE.length()));
    }
    int colon = reference.indexOf(':');
    String name = colon < 0 ? reference : reference.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      problems.error(
          ProblemCode.BAD_VARIABLE,
          at,
          path,
          "what stands in ${...} is not a variable's name",
          "Write ${NAME}, ${NAME:default}, ${file:/path}, or $${ for a literal ${");
      return null;
    }
    String value = variables.values().get(name);
    if (value == null && colon >= 0) {
      return reference.substring(colon + 1);
    }
    if (value == null) {
      absent(
          at,
          path,
          ProblemCode.UNSET_VARIABLE,
          "the variable " + name + " is not set",
          "Set it in the environment, or in the file of --env-file");
    }
    return value;
  }

  private @Nullable String fileValue(Location at, String path, String file) {
    try {
      Path resolved = directory.resolve(file);
      files.add(resolved);
      String text = read(resolved);
      return text.endsWith("\r\n")
          ? text.substring(0, text.length() - 2)
          : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException | java.nio.file.InvalidPathException e) {
      absent(
          at,
          path,
          ProblemCode.UNREADABLE_SECRET,
          "the file "
              + file
              + (Files.exists(directory.resolve(file)) ? " cannot be read" : " is not there"),
          "Mount it, and let this user read it");
      return null;
    }
  }

  /** At most as much as a file of definitions may hold. */
  private static String read(Path file) throws IOException {
    byte[] bytes = YamlText.read(file);
    if (bytes.length > YamlText.LARGEST) {
      throw new IOException("too large");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private void absent(Location at, String path, ProblemCode code, String message, String mend) {
    problems.add(
        variables.required()
            ? new Problem(at, Severity.ERROR, code, path, message, mend)
            : new Problem(at, Severity.NOTE, code, path, message, "run and check will need it"));
  }
}
