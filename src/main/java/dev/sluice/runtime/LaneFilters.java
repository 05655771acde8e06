package dev.sluice.runtime;

import dev.sluice.stage.Filter;

/** The filters of a pipeline; what is made belongs to the lane it is made for. */
public interface LaneFilters {
  /** The checks at a source stage's gate, for one lane. */
  Filter gate(String source);

  /** A filter, for one lane. */
  Filter filter(String name);
}
