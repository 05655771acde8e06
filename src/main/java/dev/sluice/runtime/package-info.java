/**
 * Lanes, epochs, retries and the life of a pipeline. The only room with threads that records pass
 * through, all of them behind a clock and a launcher that a simulation can replace.
 */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
