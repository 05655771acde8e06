package dev.sluice.preview;

import dev.sluice.offsets.Destination;
import org.jspecify.annotations.Nullable;

/**
 * Which records are looked at.
 *
 * @param limit how many of a source, at most
 * @param from where to begin, or null for the newest
 * @param to where to end, or null for the end
 * @param partition of every topic, or null for all
 */
public record SampleRange(
    long limit,
    @Nullable Destination from,
    @Nullable Destination to,
    @Nullable Integer partition) {}
