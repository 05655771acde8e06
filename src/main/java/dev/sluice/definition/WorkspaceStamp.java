package dev.sluice.definition;

import dev.sluice.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tells the files of a workspace from what they were: which there are, and which file lies
 * behind each name. Links are followed: a config map is replaced by turning one.
 *
 * @param files what is known of each, by its path
 */
public record WorkspaceStamp(Map<Path, Version> files) {
  /** Where nobody looks at them. */
  public static final WorkspaceStamp NONE = new WorkspaceStamp(Map.of());

  /** Keeps a copy. */
  public WorkspaceStamp {
    files = Map.copyOf(files);
  }

  /**
   * One file as it is now.
   *
   * @param key tells it from another one that took its place; null where the system has none
   */
  public record Version(FileTime modified, long size, @Nullable Object key) {
    private static final Version GONE = new Version(FileTime.fromMillis(0), -1, null);

    static Version of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
      } catch (IOException e) {
        return GONE; // it went, or may not be read: reading it will say so
      }
    }
  }

  /** Of single files, be they there or not. */
  public static WorkspaceStamp ofFiles(Collection<Path> files) {
    Map<Path, Version> versions = new LinkedHashMap<>();
    files.forEach(file -> versions.put(file, Version.of(file)));
    return new WorkspaceStamp(versions);
  }

  /** The same with others. */
  public WorkspaceStamp and(WorkspaceStamp others) {
    Map<Path, Version> all = new LinkedHashMap<>(others.files);
    all.putAll(files);
    return new WorkspaceStamp(all);
  }

  /** The part of it that is about the files of another one. */
  public WorkspaceStamp only(WorkspaceStamp others) {
    Map<Path, Version> some = new LinkedHashMap<>(files);
    some.keySet().retainAll(others.files.keySet());
    return new WorkspaceStamp(some);
  }

  /** Of what these files and directories hold now. */
  public static WorkspaceStamp of(List<Path> paths) {
    Map<Path, Version> files = new LinkedHashMap<>();
    new WorkspaceFiles(new Problems())
        .find(paths)
        .forEach(file -> files.put(file, Version.of(file)));
    return new WorkspaceStamp(files);
  }
}
