/** The store that keeps nothing: for tests and previews. */
@NullMarked
package dev.sluice.checkpoint.memory;

import org.jspecify.annotations.NullMarked;
