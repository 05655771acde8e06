/**
 * What flows and where it stands: messages, batches, positions and checkpoints. Uses the JDK alone.
 */
@NullMarked
package dev.sluice.message;

import org.jspecify.annotations.NullMarked;
