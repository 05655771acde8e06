/** Reader and writer on kafka-clients. */
@NullMarked
package dev.sluice.stages.kafka;

import org.jspecify.annotations.NullMarked;
