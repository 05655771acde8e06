/** The vocabulary of the connection test: its items, and what becomes of each. */
@NullMarked
package dev.sluice.check;

import org.jspecify.annotations.NullMarked;
