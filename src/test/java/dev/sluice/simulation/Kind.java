package dev.sluice.simulation;

/** How positions become lasting in a history. */
enum Kind {
  /** In a store that knows who has claimed what. */
  CLAIMS(false),
  /** In the group that is read with, by its members. */
  GROUP(false),
  /** In transactions, one for each slot. */
  SLOTS(true),
  /** In transactions, one for each lane, that the group admits. */
  GROUP_TRANSACTIONS(true);

  private final boolean exact;

  Kind(boolean exact) {
    this.exact = exact;
  }

  /** Whether records and positions are one transaction. */
  boolean exact() {
    return exact;
  }
}
