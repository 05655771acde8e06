/**
 * What an operator sees of running pipelines: one picture of all of them ({@link
 * dev.sluice.observe.Snapshot}), taken by one {@link dev.sluice.observe.Observer}, and its forms:
 * lines, a display, metrics, health, a page. It reads what the runtime shows and changes nothing.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
