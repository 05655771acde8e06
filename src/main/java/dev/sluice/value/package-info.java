/**
 * What is inside a record's value: JSON whose bytes stay what they are until something is changed,
 * and then change there alone (invariant 5).
 */
@NullMarked
package dev.sluice.value;

import org.jspecify.annotations.NullMarked;
