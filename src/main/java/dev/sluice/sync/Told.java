package dev.sluice.sync;

import dev.sluice.message.Partition;
import java.util.Map;

/**
 * The positions that earlier runs of a pipeline have told the source, besides keeping them in the
 * checkpoint.
 *
 * @param group that has committed them
 * @param offsets by partition; empty where nothing was told
 */
public record Told(String group, Map<Partition, Long> offsets) {
  /** Nothing was told, or nobody asks. */
  public static final Told NOTHING = new Told("", Map.of());

  /** Keeps a copy. */
  public Told {
    offsets = Map.copyOf(offsets);
  }
}
