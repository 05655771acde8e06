/** Positions as people look at them and change them: never under a pipeline that runs. */
@NullMarked
package dev.sluice.offsets;

import org.jspecify.annotations.NullMarked;
