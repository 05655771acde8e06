package dev.sluice.definition;

/** What a connection may be used for. */
public enum ConnectionRole {
  /** Reading alone. */
  SOURCE,
  /** Writing alone. */
  TARGET,
  /** Both. */
  SOURCE_AND_TARGET;

  /** Whether a source may read through it. */
  public boolean reads() {
    return this != TARGET;
  }

  /** Whether a target may write through it. */
  public boolean writes() {
    return this != SOURCE;
  }
}
