package dev.sluice.preview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline would do with some records.
 *
 * @param read how many there were
 * @param stages in topological order
 * @param against how that differs from another version, or null
 * @param stops what would stop a run, the first few
 */
public record Preview(
    String pipeline,
    long read,
    List<StageCounts> stages,
    @Nullable Against against,
    List<String> stops,
    List<Sample> samples) {
  /** Keeps copies. */
  public Preview {
    stages = List.copyOf(stages);
    stops = List.copyOf(stops);
    samples = List.copyOf(samples);
  }

  /**
   * Two versions, by what they deliver; the four add up to what either does.
   *
   * @param same both alike
   * @param kept only this one
   * @param dropped only the other one
   * @param changed both, but other bytes or another topic
   */
  public record Against(long same, long kept, long dropped, long changed) {}
}
