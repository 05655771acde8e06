package dev.sluice.sync;

/** What a crash may do to records. */
public enum Delivery {
  /** It may repeat them, and never loses one. */
  AT_LEAST_ONCE,
  /** Records and positions are one transaction: who reads what is committed sees each once. */
  EXACTLY_ONCE
}
