package dev.sluice.testing;

import dev.sluice.problem.Location;
import dev.sluice.runtime.Books;
import java.util.List;

/**
 * How a case went.
 *
 * @param at where the case stands
 * @param differences none where it passed
 * @param fates what became of each given record, a line each
 * @param books what the stages counted
 */
public record CaseResult(
    String pipeline,
    String name,
    Location at,
    List<Difference> differences,
    List<String> fates,
    Books books) {
  /** Keeps copies. */
  public CaseResult {
    differences = List.copyOf(differences);
    fates = List.copyOf(fates);
  }

  /** Whether everything came out as expected. */
  public boolean passed() {
    return differences.isEmpty();
  }
}
