package dev.sluice.definition;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Nearest;
import dev.sluice.schema.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads Test documents, once the pipelines are known. */
final class TestReader {
  private final Declarations declarations;
  private final List<PipelineDefinition> pipelines;
  private final Problems problems;

  TestReader(Declarations declarations, List<PipelineDefinition> pipelines, Problems problems) {
    this.declarations = declarations;
    this.pipelines = pipelines;
    this.problems = problems;
  }

  /** The test, or null where its pipeline is not known; problems say what is wrong. */
  @Nullable TestDefinition read(Document document) {
    Settings settings = TestKeys.TEST.parse(document.root(), "", problems);
    String name = settings.find(TestKeys.PIPELINE);
    if (name == null) {
      return null;
    }
    Optional<PipelineDefinition> pipeline =
        pipelines.stream().filter(each -> each.name().equals(name)).findFirst();
    if (pipeline.isEmpty()) {
      problems.error(
          ProblemCode.UNKNOWN_PIPELINE,
          settings.at(TestKeys.PIPELINE),
          settings.path(TestKeys.PIPELINE),
          "there is no Pipeline \"" + name + "\" in the workspace",
          Nearest.hint(name, pipelines.stream().map(PipelineDefinition::name).toList()));
      return null;
    }
    return new TestDefinition(
        document.root().at(), pipeline.get(), cases(settings, pipeline.get()));
  }

  private List<TestDefinition.Case> cases(Settings settings, PipelineDefinition pipeline) {
    List<TestDefinition.Case> cases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Settings> written = settings.find(TestKeys.CASES);
    for (Settings each : written == null ? List.<Settings>of() : written) {
      String name = each.find(TestKeys.CASE_NAME);
      List<Settings> given = each.find(TestKeys.GIVEN);
      var expect = each.find(TestKeys.EXPECT);
      if (name == null || given == null || expect == null) {
        continue;
      }
      if (!names.add(name)) {
        problems.error(
            ProblemCode.DUPLICATE_NAME,
            each.at(TestKeys.CASE_NAME),
            each.path(TestKeys.CASE_NAME),
            "there is another case \"" + name + "\" in this test",
            null);
      }
      given.forEach(record -> checkGiven(record, pipeline));
      Map<String, Key<List<Settings>>> keys = new LinkedHashMap<>();
      pipeline.targets().forEach(target -> keys.put(target.name(), TestKeys.target(target.name())));
      Settings expected =
          TestKeys.expect(List.copyOf(keys.values()))
              .parse(expect, each.path(TestKeys.EXPECT), problems);
      if (expected != null) {
        Map<String, List<Settings>> targets = new LinkedHashMap<>();
        keys.forEach((target, key) -> targets.put(target, expected.get(key)));
        targets.values().forEach(records -> records.forEach(this::checkValue));
        expected.get(TestKeys.DEAD_LETTER).forEach(this::checkValue);
        cases.add(new TestDefinition.Case(name, each.at(), given, targets, expected));
      }
    }
    return cases;
  }

  private void checkValue(Settings record) {
    if (record.has(TestKeys.VALUE) && record.has(TestKeys.RAW)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          record.at(TestKeys.RAW),
          record.path(TestKeys.RAW),
          "\"raw\" and \"value\" exclude each other",
          null);
    }
  }

  private void checkGiven(Settings record, PipelineDefinition pipeline) {
    checkValue(record);
    if (!record.has(TestKeys.VALUE) && !record.has(TestKeys.RAW)) {
      problems.error(
          ProblemCode.MISSING_KEY,
          record.at(),
          record.path(),
          "\"value\" is missing",
          "Write value: null for a tombstone, or raw: for what is no JSON object");
    }
    String topic = record.find(TestKeys.TOPIC);
    boolean read =
        topic != null
            && pipeline.sources().stream()
                .anyMatch(source -> declarations.source().reads(source.settings(), topic));
    boolean names =
        pipeline.sources().stream()
            .anyMatch(source -> !declarations.source().topics(source.settings()).isEmpty());
    if (topic == null && !names) {
      problems.error(
          ProblemCode.MISSING_KEY,
          record.at(),
          record.path(),
          "\"topic\" is missing, and the pipeline names none",
          "Write one that its topicExpression matches");
    } else if (topic != null && !read) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          record.at(TestKeys.TOPIC),
          record.path(TestKeys.TOPIC),
          "the pipeline \"" + pipeline.name() + "\" does not read the topic " + topic,
          null);
    }
  }
}
