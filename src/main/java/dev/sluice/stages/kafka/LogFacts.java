package dev.sluice.stages.kafka;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a reviewer wants to know of a log.
 *
 * @param gaps whether offsets may be missing in it: it is compacted, holds markers of transactions,
 *     or its configuration may not be seen
 * @param retention after which time records are deleted, or null where they are not, or it is not
 *     known
 * @param newest the greatest timestamp in it, milliseconds since 1970, or -1
 */
public record LogFacts(boolean gaps, @Nullable Duration retention, long newest) {}
