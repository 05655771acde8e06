package dev.sluice.plan;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Files as they were at a git revision, laid out in a temporary directory; asks the git that is
 * installed.
 */
public final class GitRevision implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private static final int MOST_LINKS = 1_000;

  private static final String LINK = "120000";
  private static final String SUBMODULE = "160000";

  private final String revision;
  private final Path directory;
  private int links;

  /** What is laid out already, by the object that it is made of. */
  private final Map<String, Path> laid = new HashMap<>();

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

  /**
   * What a revision is called in full, such as refs/tags/v1, else its commit; nothing where it is
   * not known where some files lie, or there is no git.
   */
  public static Optional<String> fullName(String revision, List<Path> paths) {
    try {
      for (Path path : outermost(paths)) {
        Said commit = commit(folder(path), revision);
        if (commit.isDone()) {
          String name =
              git(folder(path), "rev-parse", "--symbolic-full-name", revision).text().strip();
          return Optional.of(
              name.isEmpty() || name.equals(revision) ? commit.text().strip() : name);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
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
              : "git cannot read " + folder + ": " + repository.error());
    }
    if (!commit(folder, revision).isDone()) {
      throw new IOException("git does not know the revision \"" + revision + "\" in " + folder);
    }
    String below = folder.equals(path) ? "." : folder.relativize(path).toString();
    Path root = directory.resolve("at-" + origins.size() + "-");
    String prefix = git(folder, "rev-parse", "--show-prefix").text().strip();
    List<Entry> all = entries(folder, revision, "--", below);
    // what a link leads to may be among these: then it is laid out as one file with two names
    for (boolean link : List.of(false, true)) {
      for (Entry entry : all) {
        if (entry.isLink() == link) {
          lay(folder, prefix, root, entry, Path.of(""), Set.of());
        }
      }
    }
    origins.put(root.resolve(below).normalize(), path);
  }

  /** What git lists of a tree, below the folder if it is not told otherwise. */
  private static List<Entry> entries(Path folder, String... what) throws IOException {
    List<String> command = new ArrayList<>(List.of("ls-tree", "-r", "-z"));
    command.addAll(List.of(what));
    String listed = git(folder, command.toArray(String[]::new)).text();
    return Stream.of(listed.split("\0"))
        .filter(line -> line.indexOf('\t') > 0)
        .map(Entry::of)
        .toList();
  }

  /** A file or a link in a tree. */
  private record Entry(String mode, String object, String name) {
    boolean isLink() {
      return mode.equals(LINK);
    }

    static Entry of(String line) {
      String[] facts = line.substring(0, line.indexOf('\t')).split(" ");
      return new Entry(facts[0], facts[2], line.substring(line.indexOf('\t') + 1));
    }
  }

  /**
   * Lays out a file, or what a link leads to.
   *
   * @param prefix the folder's path in the repository
   * @param below where the entry's tree lies, below the folder
   * @param way the trees that links have led to on the way here: those that go in a circle end
   */
  private void lay(Path folder, String prefix, Path root, Entry entry, Path below, Set<String> way)
      throws IOException {
    Path place = below.resolve(entry.name());
    Path file = root.resolve(place).normalize();
    if (entry.mode().equals(SUBMODULE) || !file.startsWith(root)) {
      return;
    }
    if (!entry.isLink()) {
      blob(folder, file, entry.object(), !way.isEmpty());
      return;
    }
    if (++links > MOST_LINKS) {
      throw new IOException("there are more than " + MOST_LINKS + " links to follow");
    }
    String[] target = followed(folder, revision + ":" + prefix + place);
    if (target[1].equals("blob")) {
      blob(folder, file, target[0], true);
    } else if (target[1].equals("tree") && !way.contains(target[0])) {
      Set<String> further = new HashSet<>(way);
      further.add(target[0]);
      for (Entry inner : entries(folder, "--full-tree", target[0])) {
        lay(folder, prefix, root, inner, place, further);
      }
    }
  }

  /** Writes a file; one that a link leads to, and that is laid out already, is linked to it. */
  private void blob(Path folder, Path file, String object, boolean linked) throws IOException {
    Path earlier = laid.putIfAbsent(object, file);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    if (earlier != null && linked) {
      Files.createSymbolicLink(file, earlier);
    } else {
      Files.write(file, git(folder, "cat-file", "blob", object).output());
    }
  }

  /** The object and its kind that a path of a revision leads to, whatever links are on the way. */
  private static String[] followed(Path folder, String path) throws IOException {
    Said said = ask(folder, path + "\n", "cat-file", "--batch-check", "--follow-symlinks");
    String[] facts = said.text().strip().split(" ");
    return facts.length == 3 ? facts : new String[] {"", ""};
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
    return ask(folder, "", arguments);
  }

  /** The same, of a command that reads. */
  private static Said ask(Path folder, String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("sluice-git", ".txt");
    try {
      Process process = started(new ProcessBuilder(command).redirectError(errors.toFile()));
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
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
