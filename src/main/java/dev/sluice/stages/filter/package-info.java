/** The filters, and the checks at a source's gate. */
@NullMarked
package dev.sluice.stages.filter;

import org.jspecify.annotations.NullMarked;
