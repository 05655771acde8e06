/** What would happen if some files were deployed: to records, to positions, and to whom. */
@NullMarked
package dev.sluice.plan;

import org.jspecify.annotations.NullMarked;
