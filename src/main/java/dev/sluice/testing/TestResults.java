package dev.sluice.testing;

import dev.sluice.definition.Declarations;
import dev.sluice.definition.TestDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.runtime.Books;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the tests of a workspace went.
 *
 * @param cases in the order of files
 */
public record TestResults(List<CaseResult> cases, Coverage coverage) {
  /** Keeps a copy. */
  public TestResults {
    cases = List.copyOf(cases);
  }

  /**
   * Runs all tests in memory, each case with filters of its own.
   *
   * @param graphs of the workspace's pipelines
   */
  public static TestResults of(
      List<TestDefinition> tests, List<Graph> graphs, Declarations declarations) {
    Map<String, Graph> byName = new HashMap<>();
    graphs.forEach(graph -> byName.put(graph.pipeline().name(), graph));
    Map<String, Books> books = new HashMap<>();
    List<CaseResult> results = new ArrayList<>();
    for (TestDefinition test : tests) {
      Graph graph = byName.get(test.pipeline().name());
      if (graph == null) {
        continue; // a problem says why
      }
      for (TestDefinition.Case each : test.cases()) {
        Actual actual = new CaseRun(graph, declarations).run(each.given());
        books.merge(graph.pipeline().name(), actual.books(), Books::plus);
        results.add(
            new CaseResult(
                graph.pipeline().name(),
                each.name(),
                each.at(),
                CaseComparison.of(each, actual),
                actual.fates(),
                actual.books()));
      }
    }
    return new TestResults(results, Coverage.of(graphs, books));
  }

  /** How many cases passed. */
  public long passed() {
    return cases.stream().filter(CaseResult::passed).count();
  }

  /** How many cases failed. */
  public long failed() {
    return cases.size() - passed();
  }
}
