/** The store that keeps checkpoints in a compacted topic. */
@NullMarked
package dev.sluice.checkpoint.kafka;

import org.jspecify.annotations.NullMarked;
