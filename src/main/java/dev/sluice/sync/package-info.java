/**
 * Where a partition starts: the start table, as pure functions from checkpoint and log to a
 * decision.
 */
@NullMarked
package dev.sluice.sync;

import org.jspecify.annotations.NullMarked;
