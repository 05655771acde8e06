package dev.sluice.expression;

import java.util.List;

/**
 * A field of the value that an expression names.
 *
 * @param path names from the value inwards; {@code []} for an array's item
 * @param column in the expression, from 1; 0 where that is not known
 * @param guard whether the expression asks only if it is there
 * @param certain whether every evaluation reads it, whatever the other fields are
 */
public record FieldRead(List<String> path, int column, boolean guard, boolean certain) {}
