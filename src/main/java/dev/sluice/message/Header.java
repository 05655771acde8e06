package dev.sluice.message;

import org.jspecify.annotations.Nullable;

/**
 * A record's header. Names may repeat and their order counts.
 *
 * @param value the bytes, or null; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are passed through, never compared
public record Header(String name, byte @Nullable [] value) {}
