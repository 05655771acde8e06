package dev.sluice.simulation;

/** What is broken on purpose, to see that the judge notices: one for each promise. */
enum Mutant {
  /** A writer says that everything is settled while it is not (invariant 1). */
  SETTLES_EARLY,
  /** A reader passes records over, and goes on behind them (invariant 2). */
  PASSES_RECORDS_OVER,
  /** A store forgets a save that it has confirmed (invariant 3). */
  SAVES_NOTHING,
  /** A writer lets a later record overtake an earlier one (invariant 4). */
  OVERTAKES,
  /** A filter changes what it passes on (invariant 5). */
  ALTERS,
  /** A filter gives two verdicts on a record (invariant 6). */
  COUNTS_TWICE,
  /** A source says that a topic is the one that it was (invariant 7). */
  HIDES_NEW_TOPICS,
  /** A claim fences nobody: the previous owner writes on (exactly once). */
  FENCES_NOBODY,
  /** A group takes the positions of those that it has thrown out. */
  ADMITS_STRANGERS,
  /** What was given up arrives all the same (exactly once). */
  ABORTS_NOTHING
}
