package dev.sluice.problem;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects problems: definition problems are never thrown one by one. For one thread. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** Adds an error. */
  public void error(
      ProblemCode code, Location at, String path, String message, @Nullable String hint) {
    found.add(new Problem(at, Severity.ERROR, code, path, message, hint));
  }

  /** Adds a warning. */
  public void warning(
      ProblemCode code, Location at, String path, String message, @Nullable String hint) {
    found.add(new Problem(at, Severity.WARNING, code, path, message, hint));
  }

  /** Adds a problem of any severity. */
  public void add(Problem problem) {
    found.add(problem);
  }

  /** Whether there is an error among them. */
  public boolean hasErrors() {
    return count(Severity.ERROR) > 0;
  }

  /** How many there are of one severity. */
  public int count(Severity severity) {
    return (int) found.stream().filter(problem -> problem.severity() == severity).count();
  }

  /** All of them, sorted by file and place; one that was found twice is there once. */
  public List<Problem> sorted() {
    return found.stream().distinct().sorted(Problem.ORDER).toList();
  }
}
