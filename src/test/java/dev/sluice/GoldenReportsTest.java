package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.cli.Command;
import dev.sluice.definition.Variables;
import dev.sluice.message.Partition;
import dev.sluice.plan.Change;
import dev.sluice.plan.DefinitionChange;
import dev.sluice.plan.PartitionForecast;
import dev.sluice.plan.PipelineForecast;
import dev.sluice.plan.Plan;
import dev.sluice.plan.PlanReport;
import dev.sluice.plan.Verdict;
import dev.sluice.preview.Preview;
import dev.sluice.preview.PreviewReport;
import dev.sluice.preview.Sample;
import dev.sluice.preview.StageCounts;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The exact text of every report, in every format; {@code -Dsluice.accept=true} writes it anew, to
 * be read before it is committed.
 */
class GoldenReportsTest {
  private static final Path REPORTS = Path.of("src/test/resources/report");
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private interface Making {
    String make() throws IOException;
  }

  private static DynamicTest golden(String name, Making making) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Path file = REPORTS.resolve("golden").resolve(name);
          String made = making.make();
          if (Boolean.getBoolean("sluice.accept")) {
            Files.writeString(file, made);
          }
          assertThat(file).content().isEqualTo(made);
        });
  }

  private static String out(String... arguments) {
    return Command.run(CLOCK, Map.of(), arguments).out();
  }

  @TestFactory
  Stream<DynamicTest> validate() {
    return Stream.of("text", "json", "github", "sarif", "junit")
        .map(format ->
            golden(
                "validate." + format,
                () -> out("validate", "--format", format, REPORTS + "/wrong")));
  }

  @TestFactory
  Stream<DynamicTest> test() {
    return Stream.of("text", "json", "junit", "github", "markdown")
        .map(format ->
            golden(
                "test." + format,
                () -> out("test", "--coverage", "--format", format, REPORTS + "/tests.yaml")));
  }

  @TestFactory
  Stream<DynamicTest> planOffline() {
    return Stream.of("text", "json", "markdown", "github")
        .map(format ->
            golden(
                "plan-offline." + format,
                () ->
                    out(
                        "plan",
                        "--offline",
                        "--against",
                        REPORTS + "/before",
                        "--format",
                        format,
                        REPORTS + "/after")));
  }

  @TestFactory
  Stream<DynamicTest> planOnline() {
    Plan plan = plan();
    return Stream.of(
        golden("plan.text", () -> PlanReport.text(plan)),
        golden("plan.json", () -> PlanReport.json(plan)),
        golden("plan.markdown", () -> PlanReport.markdown(plan)),
        golden("plan.github", () -> PlanReport.github(plan)));
  }

  private static Plan plan() {
    var pipelines =
        Validation.of(
                List.of(REPORTS.resolve("after")), new Catalogue(), new Variables(Map.of(), false))
            .workspace()
            .pipelines();
    DefinitionChange change =
        new DefinitionChange("source.topics", "orders", "orders, refunds", "new topics start");
    return new Plan(
        NOW,
        true,
        List.of(
            forecast(
                pipelines.get(0),
                Change.CHANGED,
                List.of(change),
                true,
                partition(0, 5, 1200L, 0L, 2400, 2400, 1200, 0, 0, false, 3_600_000, ""),
                partition(1, 1, 10L, 10L, 20, 10, 0, 0, 0, false, 500, "")),
            forecast(
                pipelines.get(1),
                Change.UNCHANGED,
                List.of(),
                false,
                partition(0, 3, 100L, 150L, 200, 50, 0, 0, 50, false, -1, "50 are gone")),
            forecast(
                pipelines.get(2),
                Change.CHANGED,
                List.of(),
                false,
                partition(0, 5, 100L, 200L, 200, 0, 0, 100, 0, true, -1, "")),
            forecast(
                pipelines.get(3),
                Change.UNCHANGED,
                List.of(),
                false,
                partition(0, 3, 100L, null, 200, 0, 0, 0, 50, false, -1, "Set outOfRange")),
            new PipelineForecast(
                pipelines.get(4),
                Change.NEW,
                List.of(),
                Verdict.UNKNOWN,
                "shop:9092 does not answer",
                false,
                List.of(),
                List.of("a note"))));
  }

  private static PipelineForecast forecast(
      dev.sluice.definition.PipelineDefinition pipeline,
      Change change,
      List<DefinitionChange> changes,
      boolean approximate,
      PartitionForecast... partitions) {
    return new PipelineForecast(
        pipeline,
        change,
        changes,
        PipelineForecast.worst(List.of(partitions)),
        "",
        approximate,
        List.of(partitions),
        List.of());
  }

  private static PartitionForecast partition(
      int index,
      int row,
      Long delivered,
      Long start,
      long end,
      long reads,
      long replays,
      long skips,
      long loses,
      boolean grows,
      long lag,
      String note) {
    return new PartitionForecast(
        "source",
        new Partition("c", "orders", index),
        row,
        delivered,
        start,
        end,
        reads,
        replays,
        skips,
        loses,
        grows,
        lag,
        note);
  }

  @TestFactory
  Stream<DynamicTest> preview() {
    Preview preview =
        new Preview(
            "orders",
            40,
            List.of(
                new StageCounts("source", 40, 0, 38, 0, 1, 0, 1),
                new StageCounts("filter-1", 38, 0, 20, 18, 0, 0, 0),
                new StageCounts("target", 20, 0, 20, 0, 0, 0, 0)),
            new Preview.Against(10, 3, 5, 7),
            List.of("orders-0@7: error[not-json] stops"),
            List.of(
                new Sample(
                    "orders-0@3",
                    "changed",
                    "1",
                    "{\"a\":\"x|y\"}",
                    List.of("out: 1 {\"a\":1}"),
                    List.of("out: 1 {\"a\":2}"),
                    List.of(new Sample.Difference("value.a", "1", "2")))));
    return Stream.of(
        golden("preview.text", () -> PreviewReport.text(preview)),
        golden("preview.json", () -> PreviewReport.json(preview)),
        golden("preview.markdown", () -> PreviewReport.markdown(preview)));
  }

  /** OASIS's own schema of SARIF 2.1.0. */
  @Test
  void sarifIsWhatItsSchemaWants() throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
            .getSchema(
                Files.readString(REPORTS.resolve("sarif-schema-2.1.0.json")), InputFormat.JSON);
    for (String folder : List.of("wrong", "after")) {
      assertThat(
              schema.validate(
                  out("validate", "--format", "sarif", REPORTS + "/" + folder), InputFormat.JSON))
          .isEmpty();
    }
    assertThat(
            schema.validate(
                out("check", "--format", "sarif", REPORTS + "/wrong"), InputFormat.JSON))
        .isEmpty();
    assertThat(schema.validate("{\"version\":\"2.1.0\"}", InputFormat.JSON)).isNotEmpty();
  }
}
