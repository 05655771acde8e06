/** What pipelines would do with records that are there now: nothing is joined, saved or written. */
@NullMarked
package dev.sluice.preview;

import org.jspecify.annotations.NullMarked;
