/**
 * Where positions are kept: the contract of a checkpoint store and the persisted form. Each store
 * lives in a package of its own below.
 */
@NullMarked
package dev.sluice.checkpoint;

import org.jspecify.annotations.NullMarked;
