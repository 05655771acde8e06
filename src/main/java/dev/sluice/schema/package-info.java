/**
 * The vocabulary of declarations: a document as nodes with places, and keys with types, defaults
 * and descriptions. Whoever reads YAML declares here what may stand in it; parsing, problems,
 * schema and reference come from that one declaration.
 */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
