/**
 * A deterministic simulation of the runtime: the real lanes and epochs on a simulated cluster,
 * group, target, store and clock. One seed is one history; a failing seed prints itself and
 * replays.
 */
@NullMarked
package dev.sluice.simulation;

import org.jspecify.annotations.NullMarked;
