/** The store that keeps one file a pipeline in a directory: for one runner, at the edge. */
@NullMarked
package dev.sluice.checkpoint.file;

import org.jspecify.annotations.NullMarked;
