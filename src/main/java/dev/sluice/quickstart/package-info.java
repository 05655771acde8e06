/** A real single-node Kafka broker in a child process: for the quickstart and for tests. */
@NullMarked
package dev.sluice.quickstart;

import org.jspecify.annotations.NullMarked;
