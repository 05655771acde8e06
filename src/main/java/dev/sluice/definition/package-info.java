/** From YAML text to immutable definitions and all their problems. The only user of SnakeYAML. */
@NullMarked
package dev.sluice.definition;

import org.jspecify.annotations.NullMarked;
