/**
 * Connections to Kafka clusters: client properties, admin look-ups and what a client's error means.
 */
@NullMarked
package dev.sluice.kafka;

import org.jspecify.annotations.NullMarked;
