package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

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

  /** Each file once, however it is spelt, sorted within its directory. */
  List<Path> find(List<Path> paths) {
    Map<Path, Path> files = new LinkedHashMap<>();
    for (Path path : paths) {
      if (path.toString().isEmpty()) {
        unreadable(Path.of("\"\""), "is no path");
      } else if (Files.isDirectory(path)) {
        below(path).forEach(file -> files.putIfAbsent(real(file), file));
      } else if (Files.isReadable(path)) {
        files.putIfAbsent(real(path), path);
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
    return List.copyOf(files.values());
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  private List<Path> below(Path directory) {
    List<Path> found = new ArrayList<>();
    try {
      List<PathMatcher> ignored = ignored(directory);
      Files.walkFileTree(
          directory,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new YamlFiles(directory, ignored, found));
    } catch (IOException e) {
      unreadable(directory, "cannot be read");
    }
    return found.stream().sorted().toList();
  }

  /** Links are followed; one that leads back to where it was found is passed over. */
  private final class YamlFiles extends SimpleFileVisitor<Path> {
    private final Path directory;
    private final List<PathMatcher> ignored;
    private final List<Path> found;

    YamlFiles(Path directory, List<PathMatcher> ignored, List<Path> found) {
      this.directory = directory;
      this.ignored = ignored;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return isHidden(directory.relativize(path))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isYaml(file)
          && !isHidden(directory.relativize(file))
          && ignored.stream().noneMatch(glob -> matches(glob, directory, file))) {
        if (attributes.isRegularFile()) {
          found.add(file);
        } else if (attributes.isSymbolicLink()) {
          unreadable(file, "is a link that leads nowhere");
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (!(e instanceof FileSystemLoopException)) {
        unreadable(file, "cannot be read");
      }
      return FileVisitResult.CONTINUE;
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
    List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    for (int i = 0; i < lines.size(); i++) {
      String glob = lines.get(i).strip();
      if (!glob.isEmpty() && !glob.startsWith("#")) {
        add(glob, new Location(display(file), i + 1, 1), globs);
      }
    }
    return globs;
  }

  private void add(String glob, Location at, List<PathMatcher> globs) {
    try {
      String all = glob.endsWith("/") ? glob + "**" : glob;
      globs.add(FileSystems.getDefault().getPathMatcher("glob:" + all));
    } catch (PatternSyntaxException e) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          at,
          "",
          "\"" + glob + "\" is not a glob",
          "Expected a file's name or path, with * and ? for what varies");
    }
  }

  private void unreadable(Path path, String message) {
    problems.error(ProblemCode.UNREADABLE_FILE, Location.file(display(path)), "", message, null);
  }

  static String display(Path path) {
    return path.toString().replace(File.separatorChar, '/');
  }
}
