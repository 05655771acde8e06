package dev.sluice.definition;

import static dev.sluice.definition.PipelineKeys.CONNECTION;
import static dev.sluice.definition.PipelineKeys.FILTERS;
import static dev.sluice.definition.PipelineKeys.FROM;
import static dev.sluice.definition.PipelineKeys.SOURCE;
import static dev.sluice.definition.PipelineKeys.SOURCES;
import static dev.sluice.definition.PipelineKeys.TARGET;
import static dev.sluice.definition.PipelineKeys.TARGETS;

import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Entry;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Sequence;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.FilterType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the stages of a pipeline: the short form is a graph whose names and edges go unsaid. */
final class StagesReader {
  /** How many of a kind a pipeline may have. */
  private static final int MOST_STAGES = 1_000;

  private final Document document;
  private final Declarations declarations;
  private final Connections connections;
  private final Problems problems;
  private final List<SourceDefinition> sources = new ArrayList<>();
  private final List<FilterDefinition> filters = new ArrayList<>();
  private final List<TargetDefinition> targets = new ArrayList<>();

  private final Set<String> broken = new HashSet<>();

  StagesReader(
      Document document, Declarations declarations, Connections connections, Problems problems) {
    this.document = document;
    this.declarations = declarations;
    this.connections = connections;
    this.problems = problems;
  }

  Stages read(Settings pipeline, boolean incremental) {
    boolean graph = pipeline.has(SOURCES) || pipeline.has(TARGETS);
    if (graph) {
      excluded(pipeline, SOURCE);
      excluded(pipeline, TARGET);
      each(pipeline, SOURCES, (name, node) -> source(name, "sources." + name, node, incremental));
      if (pipeline.has(FILTERS)) {
        each(pipeline, FILTERS, (name, node) -> filter(name, "filters." + name, node, null));
      }
      each(pipeline, TARGETS, (name, node) -> target(name, "targets." + name, node, null));
    } else {
      chain(pipeline, incremental);
    }
    return new Stages(sources, filters, targets, broken);
  }

  private void chain(Settings pipeline, boolean incremental) {
    Node source = required(pipeline, SOURCE);
    if (source != null) {
      source("source", "source", source, incremental);
    }
    String from = "source";
    Node list = pipeline.find(FILTERS);
    if (list instanceof Sequence sequence && isTooMany(list.at(), "filters", sequence.items())) {
      broken.add("filters");
    } else if (list instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        String name = "filter-" + (i + 1);
        filter(name, "filters[" + i + "]", sequence.items().get(i), from);
        from = name;
      }
    } else if (list != null) {
      problems.error(
          ProblemCode.WRONG_TYPE,
          list.at(),
          "filters",
          "expected a list of filters, found " + list.kind(),
          list instanceof Mapping ? "Filters by name go with sources and targets" : null);
    }
    Node target = required(pipeline, TARGET);
    if (target != null) {
      target("target", "target", target, from);
    }
  }

  private void source(String name, String path, Node node, boolean incremental) {
    Section section = PipelineKeys.withConnection(declarations.source().section());
    Settings settings = section.parse(node, path, problems);
    if (settings == null) {
      broken.add(name);
      return;
    }
    declarations.source().check(settings, incremental, problems);
    ConnectionDefinition connection = connection(settings);
    if (connection == null) {
      broken.add(name);
      return;
    }
    if (!connection.role().reads()) {
      wrongRole(settings, connection, "writing alone (role: target)", "source");
    }
    sources.add(new SourceDefinition(name, connection, settings));
  }

  private void target(String name, String path, Node node, @Nullable String from) {
    Section section = declarations.target().section();
    Settings settings =
        (from == null
                ? PipelineKeys.withConnection(section, FROM)
                : PipelineKeys.withConnection(section))
            .parse(node, path, problems);
    if (settings == null) {
      broken.add(name);
      return;
    }
    declarations.target().check(settings, problems);
    ConnectionDefinition connection = connection(settings);
    List<String> edges = edges(settings, from);
    if (connection == null || edges == null) {
      broken.add(name);
      return;
    }
    if (!connection.role().writes()) {
      wrongRole(settings, connection, "reading alone (role: source)", "target");
    }
    targets.add(new TargetDefinition(name, edges, connection, settings));
  }

  private void filter(String name, String path, Node node, @Nullable String from) {
    if (!(node instanceof Mapping mapping)) {
      broken.add(name);
      problems.error(
          ProblemCode.WRONG_TYPE,
          node.at(),
          path,
          "expected a filter such as {where: ...}, found " + node.kind(),
          null);
      return;
    }
    FilterType type = kind(mapping, path);
    if (type == null) {
      broken.add(name);
      return;
    }
    Section section = from == null ? type.section().with(List.of(FROM)) : type.section();
    Settings settings = section.parse(mapping, path, problems);
    List<String> edges = edges(settings, from);
    if (edges == null) {
      broken.add(name);
    } else {
      filters.add(new FilterDefinition(name, edges, type, settings));
    }
  }

  private @Nullable FilterType kind(Mapping mapping, String path) {
    List<FilterType> kinds =
        declarations.filters().stream()
            .filter(type -> mapping.get(type.key().name()) != null)
            .toList();
    if (kinds.size() == 1) {
      return kinds.getFirst();
    }
    List<String> names = declarations.filters().stream().map(type -> type.key().name()).toList();
    if (kinds.size() > 1) {
      problems.error(
          ProblemCode.FILTER_KIND,
          mapping.at(),
          path,
          "one filter cannot be "
              + String.join(" and ", kinds.stream().map(type -> type.key().name()).toList()),
          "Make a filter of each");
      return null;
    }
    List<Entry> unknown =
        mapping.entries().stream().filter(entry -> !sharedKey(entry.key())).toList();
    if (unknown.isEmpty()) {
      problems.error(
          ProblemCode.FILTER_KIND,
          mapping.at(),
          path,
          "the filter does not say what it does",
          "Known: " + String.join(", ", names));
    }
    for (Entry entry : unknown) {
      problems.error(
          ProblemCode.UNKNOWN_KEY,
          entry.at(),
          Section.join(path, entry.key()),
          "unknown key \"" + entry.key() + "\"",
          dev.sluice.schema.Nearest.hint(entry.key(), names));
    }
    return null;
  }

  private boolean sharedKey(String key) {
    return key.equals(FROM.name())
        || declarations.filters().stream()
            .flatMap(type -> type.section().keys().stream())
            .anyMatch(each -> each.name().equals(key));
  }

  private @Nullable List<String> edges(Settings settings, @Nullable String from) {
    return from == null ? settings.find(FROM) : List.of(from);
  }

  private @Nullable ConnectionDefinition connection(Settings settings) {
    Node node = settings.find(CONNECTION);
    return node == null
        ? null
        : connections.resolve(node, settings.path(CONNECTION), document.directory(), problems);
  }

  private void wrongRole(
      Settings settings, ConnectionDefinition connection, String role, String needed) {
    problems.error(
        ProblemCode.WRONG_ROLE,
        settings.at(CONNECTION),
        settings.path(CONNECTION),
        "the connection \"" + connection.name() + "\" is for " + role,
        "Use one whose role is " + needed + " or source_and_target");
  }

  private @Nullable Node required(Settings pipeline, Key<Node> key) {
    if (!pipeline.has(key)) {
      broken.add(key.name());
      problems.error(
          ProblemCode.MISSING_KEY,
          pipeline.at(),
          "",
          "\"" + key.name() + "\" is missing",
          "Expected " + key.type().expected() + ", or sources and targets by name");
      return null;
    }
    return pipeline.find(key);
  }

  private void excluded(Settings pipeline, Key<Node> key) {
    if (pipeline.has(key)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          pipeline.at(key),
          key.name(),
          "\"" + key.name() + "\" does not go with sources and targets by name",
          "Move it under \"" + key.name() + "s\"");
    }
  }

  private void each(Settings pipeline, Key<Node> key, BiConsumer<String, Node> read) {
    Location at = pipeline.at(key);
    Node node = pipeline.find(key);
    if (node == null) {
      broken.add(key.name());
      problems.error(
          ProblemCode.MISSING_KEY,
          at,
          "",
          "\"" + key.name() + "\" is missing",
          "Expected " + key.type().expected());
    } else if (node instanceof Mapping mapping && isTooMany(at, key.name(), mapping.entries())) {
      broken.add(key.name());
    } else if (node instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      for (Entry entry : mapping.entries()) {
        String name = checkedName(entry, key.name());
        if (name != null) {
          read.accept(name, entry.value());
        }
      }
    } else {
      problems.error(
          ProblemCode.WRONG_TYPE,
          at,
          key.name(),
          "expected a mapping of names to stages, found "
              + (node instanceof Mapping ? "an empty one" : node.kind()),
          null);
    }
  }

  /** Whoever looks at pairs of stages can rely on it that there are few. */
  private boolean isTooMany(Location at, String path, List<?> stages) {
    boolean tooMany = stages.size() > MOST_STAGES;
    if (tooMany) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          at,
          path,
          stages.size() + " stages; the limit is " + MOST_STAGES,
          "Split the pipeline");
    }
    return tooMany;
  }

  private @Nullable String checkedName(Entry entry, String section) {
    Node name = new Node.Scalar(entry.at(), entry.key(), entry.key(), false, true);
    String checked = Types.name().parse(name, section + "." + entry.key(), problems);
    if (checked != null && !taken(checked)) {
      return checked;
    }
    broken.add(entry.key());
    if (checked == null) {
      return null;
    }
    problems.error(
        ProblemCode.DUPLICATE_STAGE,
        entry.at(),
        section + "." + checked,
        "there is another stage \"" + checked + "\" in this pipeline",
        "Names are unique over sources, filters and targets");
    return null;
  }

  private boolean taken(String name) {
    return sources.stream().anyMatch(stage -> Objects.equals(stage.name(), name))
        || filters.stream().anyMatch(stage -> Objects.equals(stage.name(), name))
        || targets.stream().anyMatch(stage -> Objects.equals(stage.name(), name));
  }
}
