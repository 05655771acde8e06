/** The store that keeps checkpoints in a table of a relational database. */
@NullMarked
package dev.sluice.checkpoint.jdbc;

import org.jspecify.annotations.NullMarked;
