package dev.sluice.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Files as they were at a git revision, laid out in a temporary directory; asks the git that is
 * installed.
 */
public final class GitRevision implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  /** How many links to folders one may lie behind: of those that go in a circle no more. */
  private static final int MOST_LINKS = 8;

  private static final String LINK = "120000";
  private static final String SUBMODULE = "160000";

  private final String revision;
  private final Path directory;
  private final Map<Path, Path> origins = new LinkedHashMap<>();

  private GitRevision(String revision, Path directory) {
    this.revision = revision;
    this.directory = directory;
  }

  /**
   * Lays files out.
   *
   * @param paths files and directories; those that were not there are left out
   * @throws IOException where git does not know the revision, with a message for people
   */
  public static GitRevision of(String revision, List<Path> paths) throws IOException {
    if (revision.isBlank() || revision.startsWith("-")) {
      throw new IOException("\"" + revision + "\" is no revision");
    }
    GitRevision laidOut = new GitRevision(revision, Files.createTempDirectory("sluice-plan"));
    try {
      for (Path path : outermost(paths)) {
        laidOut.add(path);
      }
      return laidOut;
    } catch (IOException e) {
      laidOut.close();
      throw e;
    }
  }

  /** Whether a revision is known where some files lie; false, too, where there is no git. */
  public static boolean knows(String revision, List<Path> paths) {
    try {
      for (Path path : outermost(paths)) {
        if (commit(folder(path), revision).isDone()) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static Said commit(Path folder, String revision) throws IOException {
    return git(folder, "rev-parse", "--quiet", "--verify", revision + "^{commit}");
  }

  private static Path folder(Path path) {
    Path folder = path;
    while (!Files.isDirectory(folder)) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    return folder;
  }

  /** What lies below another is there with it. */
  private static List<Path> outermost(List<Path> paths) {
    List<Path> all =
        paths.stream().map(path -> path.toAbsolutePath().normalize()).distinct().toList();
    return all.stream()
        .filter(
            path -> all.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
        .toList();
  }

  private void add(Path path) throws IOException {
    Path folder = folder(path);
    Said repository = git(folder, "rev-parse", "--git-dir");
    if (!repository.isDone()) {
      throw new IOException(
          repository.error().contains("not a git repository")
              ? folder + " is in no git repository, and there is no file or folder " + revision
              : "git refuses to look into " + folder + ": " + repository.error());
    }
    if (!commit(folder, revision).isDone()) {
      throw new IOException("git does not know the revision \"" + revision + "\" in " + folder);
    }
    String below = folder.equals(path) ? "." : folder.relativize(path).toString();
    Path root = directory.resolve("at-" + origins.size() + "-");
    layAll(folder, root, below, Path.of(""), MOST_LINKS);
    origins.put(root.resolve(below).normalize(), path);
  }

  /**
   * Lays out what lies below a place.
   *
   * @param from the place in the revision, below the folder
   * @param links how many links to folders may still be followed
   */
  private void layAll(Path folder, Path root, String from, Path to, int links) throws IOException {
    Path start = Path.of(from);
    for (String entry :
        git(folder, "ls-tree", "-r", "-z", revision, "--", from).text().split("\0")) {
      int tab = entry.indexOf('\t');
      if (tab > 0) {
        String name = entry.substring(tab + 1);
        Path place =
            to.equals(Path.of("")) ? Path.of(name) : to.resolve(start.relativize(Path.of(name)));
        lay(folder, root, entry.substring(0, tab).split(" ")[0], name, place, links);
      }
    }
  }

  private void lay(Path folder, Path root, String mode, String name, Path place, int links)
      throws IOException {
    Path file = root.resolve(place).normalize();
    if (mode.equals(SUBMODULE) || !file.startsWith(root)) {
      return;
    }
    if (mode.equals(LINK)) {
      layLinked(folder, root, name, place, links);
      return;
    }
    Said content = git(folder, "show", revision + ":./" + name);
    if (content.isDone()) {
      write(file, content.output());
    }
  }

  /** What a link leads to, a file or a folder, where the link lies. */
  private void layLinked(Path folder, Path root, String name, Path place, int links)
      throws IOException {
    String link = git(folder, "show", revision + ":./" + name).text();
    String target = Path.of(name).resolveSibling(link).normalize().toString();
    String object = revision + ":./" + target;
    String kind = git(folder, "cat-file", "-t", object).text().strip();
    if (kind.equals("blob")) {
      write(root.resolve(place).normalize(), git(folder, "show", object).output());
    } else if (kind.equals("tree") && links > 0) {
      layAll(folder, root, target, place, links - 1);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, content);
  }

  /**
   * What a command of git said.
   *
   * @param error its first line to people, without the word that it begins with
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Said(boolean isDone, byte[] output, String error) {
    String text() {
      return isDone ? new String(output, StandardCharsets.UTF_8) : "";
    }
  }

  private static Said git(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("sluice-git", ".txt");
    try {
      Process process = started(new ProcessBuilder(command).redirectError(errors.toFile()));
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        throw new IOException("git does not answer");
      }
      return new Said(process.exitValue() == 0, output, firstLine(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static Process started(ProcessBuilder git) throws IOException {
    try {
      return git.start();
    } catch (IOException e) {
      throw new IOException("git cannot be started: is it installed?", e);
    }
  }

  private static String firstLine(Path errors) throws IOException {
    return new String(Files.readAllBytes(errors), StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^(fatal|error): ", "");
  }

  /** Where the files are now; nothing of what was not there. */
  public List<Path> paths() {
    return origins.keySet().stream().filter(Files::exists).toList();
  }

  /** From a directory of these files to where it lies in the checkout. */
  public Path home(Path laidOut) {
    for (Map.Entry<Path, Path> origin : origins.entrySet()) {
      Path key = origin.getKey();
      if (Files.isRegularFile(key) && laidOut.equals(key.getParent())) {
        return Objects.requireNonNull(origin.getValue().getParent());
      }
      if (laidOut.startsWith(key)) {
        return origin.getValue().resolve(key.relativize(laidOut)).normalize();
      }
    }
    return laidOut;
  }

  /** A text that names files, by their places in the checkout. */
  public String named(String text) {
    String named = text;
    for (Map.Entry<Path, Path> origin : origins.entrySet()) {
      named = named.replace(origin.getKey().toString(), display(origin.getValue()));
    }
    return named;
  }

  private static String display(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) && !path.equals(here)
        ? here.relativize(path).toString()
        : path.toString();
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory, e);
    }
  }
}
