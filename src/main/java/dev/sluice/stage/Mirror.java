package dev.sluice.stage;

import org.jspecify.annotations.Nullable;

/**
 * How positions are told to the source, where other tools see them. They are never read back.
 *
 * @param enabled whether they are told at all
 * @param owner the identity of the place where the positions really are, if only one runner may use
 *     it; else null
 */
public record Mirror(boolean enabled, @Nullable String owner) {}
