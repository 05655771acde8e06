package dev.sluice.kafka;

/**
 * What stands in the metadata of a group's committed offsets. The store {@code kafka_group} keeps a
 * checkpoint's words there; a store that one runner has alone, the identity of its place; all
 * others nothing.
 */
public final class CommitMetadata {
  /** What the words of a checkpoint begin with; the version follows. */
  public static final String CHECKPOINT = "sluice/";

  private CommitMetadata() {}

  /** Whether it is the identity of the only place where the positions are kept. */
  public static boolean isIdentity(String metadata) {
    return !metadata.isEmpty() && !metadata.startsWith(CHECKPOINT);
  }
}
