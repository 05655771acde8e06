package dev.sluice.definition;

import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.Location;
import dev.sluice.schema.Settings;
import dev.sluice.sync.Delivery;
import dev.sluice.sync.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as it is written.
 *
 * @param at where its document begins
 * @param name unique in the workspace
 * @param id the checkpoint key, unique in the workspace
 * @param description what it is for, or null
 * @param labels for people and tools; without meaning to us
 * @param delivery what a crash may do to records
 * @param deliveryAt where that is written
 * @param agent {@code auto}, or the name of the one runner that takes it
 * @param memory bytes that a lane may hold
 * @param provenance whether records say in headers where they come from
 * @param checkpoint where positions are kept
 * @param deadLetter where records go that cannot go on, or null
 * @param broken stages that are written, but cannot be made out
 * @param unset variables without a value that stand in it, filters aside, as they are written
 * @param fingerprint of the meaning: layout, description and labels aside
 */
public record PipelineDefinition(
    Location at,
    String name,
    String id,
    @Nullable String description,
    Map<String, String> labels,
    SyncMode sync,
    Delivery delivery,
    Location deliveryAt,
    String agent,
    long memory,
    boolean provenance,
    List<SourceDefinition> sources,
    List<FilterDefinition> filters,
    List<TargetDefinition> targets,
    CheckpointDefinition checkpoint,
    @Nullable DeadLetter deadLetter,
    Set<String> broken,
    Set<String> unset,
    String fingerprint) {

  /** The variables without a value that decide where to look, as they are written. */
  public Set<String> unsetToDial() {
    Set<String> all = new TreeSet<>(unset);
    connections().forEach(each -> all.addAll(each.kafka().unset()));
    return all;
  }

  /** What variables stand for in it, in a fixed order: not to be shown (invariant 8). */
  public List<String> substituted() {
    List<String> texts = new ArrayList<>();
    sources.forEach(stage -> texts.addAll(stage.settings().substituted()));
    filters.forEach(stage -> texts.addAll(stage.settings().substituted()));
    targets.forEach(stage -> texts.addAll(stage.settings().substituted()));
    texts.addAll(checkpoint.settings().substituted());
    connections().forEach(each -> texts.addAll(each.kafka().substituted()));
    return texts;
  }

  /** The files that it is written in: its own, and those of its connections. */
  public Set<String> files() {
    Set<String> files = new TreeSet<>(Set.of(at.file()));
    connections().forEach(each -> files.add(each.at().file()));
    return files;
  }

  /** All connections that it uses. */
  public List<ConnectionDefinition> connections() {
    List<ConnectionDefinition> all = new ArrayList<>();
    sources.forEach(source -> all.add(source.connection()));
    targets.forEach(target -> all.add(target.connection()));
    if (deadLetter != null) {
      all.add(deadLetter.connection());
    }
    if (checkpoint.connection() != null) {
      all.add(checkpoint.connection());
    }
    return all;
  }

  /** The source of a name that it has. */
  public SourceDefinition source(String sourceName) {
    return sources.stream()
        .filter(source -> source.name().equals(sourceName))
        .findFirst()
        .orElseThrow();
  }

  /** The target of a name that it has. */
  public TargetDefinition target(String targetName) {
    return targets.stream()
        .filter(target -> target.name().equals(targetName))
        .findFirst()
        .orElseThrow();
  }

  /** The agent of pipelines that any runner takes. */
  public static final String ANY_AGENT = "auto";

  /**
   * Where records go that cannot go on.
   *
   * @param topic an exact name
   */
  public record DeadLetter(Location at, ConnectionDefinition connection, String topic) {}

  /**
   * Where positions are kept.
   *
   * @param store the kind of store
   * @param settings its keys, and those that all stores have
   * @param connection of a store on a cluster, or null where it has none of its own
   */
  public record CheckpointDefinition(
      String store, Settings settings, @Nullable ConnectionDefinition connection) {}
}
