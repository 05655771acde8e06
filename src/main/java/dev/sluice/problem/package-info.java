/**
 * Problems with their codes, places and mends, and the exceptions that stages throw. Uses the JDK
 * alone.
 */
@NullMarked
package dev.sluice.problem;

import org.jspecify.annotations.NullMarked;
