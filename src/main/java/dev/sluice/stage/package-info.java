/** The contracts of readers, filters and writers, and how a stage type is declared. */
@NullMarked
package dev.sluice.stage;

import org.jspecify.annotations.NullMarked;
