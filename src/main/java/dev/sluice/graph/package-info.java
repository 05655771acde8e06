/** From a definition to a validated directed acyclic graph of stages, and its drawings. */
@NullMarked
package dev.sluice.graph;

import org.jspecify.annotations.NullMarked;
