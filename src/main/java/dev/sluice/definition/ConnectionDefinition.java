package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.schema.Settings;
import java.nio.file.Path;

/**
 * A way to a cluster.
 *
 * @param at where it is defined
 * @param name of its document; of an inline connection the stage's path
 * @param role what it may be used for
 * @param kafka the settings under {@code kafka:}
 * @param directory where relative paths in the settings begin
 */
public record ConnectionDefinition(
    Location at, String name, ConnectionRole role, Settings kafka, Path directory) {}
