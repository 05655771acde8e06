package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the files of a workspace. A directory is read recursively, except what its {@code
 * .sluiceignore} names: one glob a line, matched against the path below the directory or against
 * the file's name. What begins with a dot is left out: workflows of a repository, and the folders
 * in which Kubernetes keeps a mounted config map a second time.
 */
final class WorkspaceFiles {
  private static final String IGNORE = ".sluiceignore";

  private final Problems problems;

  WorkspaceFiles(Problems problems) {
    this.problems = problems;
  }

  /** Each file once, sorted within its directory. */
  List<Path> find(List<Path> paths) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(below(path));
      } else if (Files.isReadable(path)) {
        files.add(path);
      } else {
        unreadable(path, Files.exists(path) ? "cannot be read" : "is not there");
      }
    }
    if (files.isEmpty() && !problems.hasErrors()) {
      problems.error(
          ProblemCode.NO_PIPELINE,
          Location.file(String.join(", ", paths.stream().map(WorkspaceFiles::display).toList())),
          "",
          "there is no .yaml or .yml file here",
          null);
    }
    return List.copyOf(files);
  }

  private List<Path> below(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<PathMatcher> ignored = ignored(directory);
      return walk.filter(WorkspaceFiles::isYaml)
          .filter(file -> !isHidden(directory.relativize(file)))
          .filter(Files::isRegularFile)
          .filter(file -> ignored.stream().noneMatch(glob -> matches(glob, directory, file)))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      unreadable(directory, "cannot be read");
      return List.of();
    }
  }

  private static boolean isYaml(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static boolean isHidden(Path below) {
    for (Path part : below) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(PathMatcher glob, Path directory, Path file) {
    Path name = file.getFileName();
    return glob.matches(directory.relativize(file)) || (name != null && glob.matches(name));
  }

  private List<PathMatcher> ignored(Path directory) throws IOException {
    Path file = directory.resolve(IGNORE);
    List<PathMatcher> globs = new ArrayList<>();
    if (Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file)) {
        String glob = line.strip();
        if (!glob.isEmpty() && !glob.startsWith("#")) {
          String all = glob.endsWith("/") ? glob + "**" : glob;
          globs.add(FileSystems.getDefault().getPathMatcher("glob:" + all));
        }
      }
    }
    return globs;
  }

  private void unreadable(Path path, String message) {
    problems.error(ProblemCode.UNREADABLE_FILE, Location.file(display(path)), "", message, null);
  }

  static String display(Path path) {
    return path.toString().replace(File.separatorChar, '/');
  }
}
