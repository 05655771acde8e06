/** The pipelines' own tests: records in, records out, through the filters and policies of a run. */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
