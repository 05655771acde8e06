/** Stages that keep everything in memory, for tests and for trying a pipeline out. */
@NullMarked
package dev.sluice.stages.memory;

import org.jspecify.annotations.NullMarked;
