/**
 * CEL: expressions are compiled and type-checked when a file is read, and evaluated on messages.
 */
@NullMarked
package dev.sluice.expression;

import org.jspecify.annotations.NullMarked;
