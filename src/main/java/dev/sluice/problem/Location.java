package dev.sluice.problem;

/**
 * A place in a file.
 *
 * @param file the path as the user gave it, with forward slashes
 * @param line from 1, or 0 where the whole file is meant
 * @param column from 1, or 0 with line 0
 */
public record Location(String file, int line, int column) {

  /** The file as a whole. */
  public static Location file(String file) {
    return new Location(file, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
