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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Files as they were at a git revision, laid out in a temporary directory; asks the git that is
 * installed.
 */
public final class GitRevision implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

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
    Path folder = path;
    while (!Files.isDirectory(folder)) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    if (git(folder, "rev-parse", "--git-dir").isEmpty()) {
      throw new IOException(
          folder + " is in no git repository, and there is no file or folder " + revision);
    }
    if (git(folder, "rev-parse", "--quiet", "--verify", revision + "^{commit}").isEmpty()) {
      throw new IOException("git does not know the revision \"" + revision + "\" in " + folder);
    }
    String below = folder.equals(path) ? "." : folder.relativize(path).toString();
    Path root = directory.resolve("at-" + origins.size() + "-");
    for (String entry :
        text(git(folder, "ls-tree", "-r", "-z", revision, "--", below)).split("\0")) {
      int name = entry.indexOf('\t');
      if (name > 0) {
        lay(folder, root, entry.substring(0, name).split(" ")[0], entry.substring(name + 1));
      }
    }
    origins.put(root.resolve(below).normalize(), path);
  }

  private void lay(Path folder, Path root, String mode, String name) throws IOException {
    Path file = root.resolve(name).normalize();
    if (mode.equals(SUBMODULE) || !file.startsWith(root)) {
      return;
    }
    Optional<byte[]> content = git(folder, "show", revision + ":./" + name);
    if (mode.equals(LINK) && content.isPresent()) {
      Path target = Path.of(name).resolveSibling(text(content)).normalize();
      content = git(folder, "show", revision + ":./" + target);
    }
    if (content.isPresent()) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, content.get());
    }
  }

  private static String text(Optional<byte[]> output) {
    return new String(output.orElse(new byte[0]), StandardCharsets.UTF_8);
  }

  /** What a command of git says; nothing where it fails. */
  private static Optional<byte[]> git(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new IOException("git cannot be started: is it installed?", e);
    }
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
      }
      process.destroy();
      throw new IOException("git does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
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
