package dev.sluice.definition;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Nearest;
import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of a workspace: those that documents define, and those in place. */
final class Connections {
  private final Key<Settings> kafka;
  private final Section inline;
  private final Map<String, ConnectionDefinition> byName = new LinkedHashMap<>();
  private final List<Settings> all = new ArrayList<>();

  Connections(Section kafkaSection) {
    this.kafka = PipelineKeys.kafka(kafkaSection);
    this.inline = new Section("connection", List.of(kafka));
  }

  /** Adds what a Connection document defines. */
  void add(Document document, Problems problems) {
    Settings settings = PipelineKeys.connectionDocument(kafka).parse(document.root(), "", problems);
    String name = settings.find(PipelineKeys.NAME);
    Settings kafkaSettings = settings.find(kafka);
    if (name == null || kafkaSettings == null) {
      return;
    }
    ConnectionDefinition connection =
        new ConnectionDefinition(
            document.root().at(),
            name,
            settings.get(PipelineKeys.ROLE),
            kafkaSettings,
            document.directory());
    ConnectionDefinition earlier = byName.putIfAbsent(name, connection);
    if (earlier != null) {
      problems.error(
          ProblemCode.DUPLICATE_NAME,
          settings.at(PipelineKeys.NAME),
          "name",
          "there is another Connection \"" + name + "\"",
          "It is defined at " + earlier.at());
    }
    all.add(kafkaSettings);
  }

  /** The connection that a stage means, or null where a problem was reported. */
  @Nullable ConnectionDefinition resolve(
      Node node, String path, Path directory, Problems problems) {
    return switch (node) {
      case Scalar scalar when !scalar.isNull() -> named(scalar, path, problems);
      case Mapping mapping -> inPlace(mapping, path, directory, problems);
      case Node other -> {
        problems.error(
            ProblemCode.WRONG_TYPE,
            other.at(),
            path,
            "expected " + PipelineKeys.CONNECTION.type().expected() + ", found " + other.kind(),
            null);
        yield null;
      }
    };
  }

  private @Nullable ConnectionDefinition named(Scalar scalar, String path, Problems problems) {
    ConnectionDefinition found = byName.get(scalar.text());
    if (found == null && scalar.known()) {
      problems.error(
          ProblemCode.UNKNOWN_CONNECTION,
          scalar.at(),
          path,
          "there is no Connection " + scalar.kind() + " in the workspace",
          byName.isEmpty()
              ? "Give the file that defines it to the command too"
              : Nearest.hint(scalar.text(), byName.keySet()));
    }
    return found;
  }

  private @Nullable ConnectionDefinition inPlace(
      Mapping mapping, String path, Path directory, Problems problems) {
    Settings settings = inline.parse(mapping, path, problems).find(kafka);
    if (settings == null) {
      return null;
    }
    all.add(settings);
    return new ConnectionDefinition(
        mapping.at(), path, ConnectionRole.SOURCE_AND_TARGET, settings, directory);
  }

  List<ConnectionDefinition> named() {
    return List.copyOf(byName.values());
  }

  List<Settings> all() {
    return all;
  }
}
