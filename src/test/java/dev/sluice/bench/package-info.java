/**
 * The benchmark: {@code ./mvnw -Pbench verify}. Arms are processes that do the same work, side by
 * side on one broker; what they cost is asked of the operating system. No verdict of a test hangs
 * on it.
 */
package dev.sluice.bench;
