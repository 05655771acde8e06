package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.Variables;
import dev.sluice.review.Validation;
import dev.sluice.testing.CaseResult;
import dev.sluice.testing.TestReport;
import dev.sluice.testing.TestResults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every kind of filter, from YAML to records, by the tests that stand beside the pipelines. */
class FiltersTest {
  private static final Catalogue CATALOGUE = new Catalogue();
  private static final Validation FILES =
      Validation.of(
          List.of(Path.of("src/test/resources/filters")),
          CATALOGUE,
          new Variables(Map.of(), false));

  private static TestResults results() {
    assertThat(FILES.isValid()).as("%s", FILES.problems()).isTrue();
    return TestResults.of(FILES.workspace().tests(), FILES.graphs(), CATALOGUE);
  }

  @TestFactory
  Stream<DynamicTest> eachCaseComesOutAsItSays() {
    TestResults results = results();
    return results.cases().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.pipeline() + ": " + each.name(),
                () ->
                    assertThat(each.passed()).as("%s", TestReport.text(results, false)).isTrue()));
  }

  @Test
  void everyKindAndEveryOutcomeIsShown() {
    TestResults results = results();
    assertThat(results.coverage().missing()).isEmpty();
    assertThat(FILES.graphs().stream().flatMap(graph -> graph.pipeline().filters().stream()))
        .extracting(filter -> filter.type().key().name())
        .containsAll(CATALOGUE.filters().stream().map(type -> type.key().name()).toList());
  }

  /** Invariant 6, with records that filters make. */
  @Test
  void theBooksBalance() {
    assertThat(results().cases()).extracting(CaseResult::books).allMatch(books -> books.balance());
  }
}
