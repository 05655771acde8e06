/** Compares what a pipeline has read with what its targets hold. */
@NullMarked
package dev.sluice.verify;

import org.jspecify.annotations.NullMarked;
