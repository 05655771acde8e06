/** The command line and the composition root. Nobody imports it. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
