package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Entry;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Node.Sequence;
import dev.sluice.schema.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Makes our nodes of SnakeYAML's: aliases unfold (within a bound, so that no alias bomb goes off),
 * merge keys too, duplicate keys are reported, variables substituted.
 */
final class NodeBuilder {
  private static final int MOST_NODES = 100_000;

  private final String file;
  private final Substitution substitution;
  private final Problems problems;
  private final Set<org.yaml.snakeyaml.nodes.Node> open = new HashSet<>();
  private int built;
  private boolean bombed;

  NodeBuilder(String file, Substitution substitution, Problems problems) {
    this.file = file;
    this.substitution = substitution;
    this.problems = problems;
  }

  Node build(org.yaml.snakeyaml.nodes.Node node, String path) {
    Location at = location(node.getStartMark());
    if (bombed || ++built > MOST_NODES) {
      return bomb(at);
    }
    return switch (node) {
      case ScalarNode scalar ->
          substitution.scalar(
              at, path, scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN);
      case SequenceNode sequence -> nested(node, at, path, () -> sequence(sequence, at, path));
      case MappingNode mapping -> nested(node, at, path, () -> mapping(mapping, at, path));
      default -> throw new IllegalStateException("a node of another kind: " + node.getNodeId());
    };
  }

  private Node nested(
      org.yaml.snakeyaml.nodes.Node node,
      Location at,
      String path,
      java.util.function.Supplier<Node> made) {
    if (!open.add(node)) {
      problems.error(
          ProblemCode.YAML_ALIAS, at, path, "the alias lies within its own anchor", null);
      return nothing(at);
    }
    try {
      return made.get();
    } finally {
      open.remove(node);
    }
  }

  private Sequence sequence(SequenceNode node, Location at, String path) {
    List<Node> items = new ArrayList<>();
    for (org.yaml.snakeyaml.nodes.Node item : node.getValue()) {
      items.add(build(item, path + "[" + items.size() + "]"));
    }
    return new Sequence(at, items);
  }

  private Mapping mapping(MappingNode node, Location at, String path) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<org.yaml.snakeyaml.nodes.Node> merges = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      Location keyAt = location(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.error(ProblemCode.WRONG_TYPE, keyAt, path, "a key must be a single word", null);
        continue;
      }
      if (key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
        merges.add(tuple.getValueNode());
        continue;
      }
      String keyPath = Section.join(path, key.getValue());
      Entry entry = new Entry(key.getValue(), keyAt, build(tuple.getValueNode(), keyPath));
      Entry earlier = entries.putIfAbsent(key.getValue(), entry);
      if (earlier != null) {
        problems.error(
            ProblemCode.DUPLICATE_KEY,
            keyAt,
            keyPath,
            "the key \"" + key.getValue() + "\" stands here twice",
            "The first one is in line " + earlier.at().line());
      }
    }
    for (org.yaml.snakeyaml.nodes.Node merge : merges) {
      merge(merge, path, entries);
    }
    return new Mapping(at, List.copyOf(entries.values()));
  }

  private void merge(
      org.yaml.snakeyaml.nodes.Node merged, String path, Map<String, Entry> entries) {
    switch (build(merged, path)) {
      case Mapping mapping ->
          mapping.entries().forEach(entry -> entries.putIfAbsent(entry.key(), entry));
      case Sequence sequence when sequence.items().stream().allMatch(Mapping.class::isInstance) ->
          sequence.items().stream()
              .map(Mapping.class::cast)
              .flatMap(mapping -> mapping.entries().stream())
              .forEach(entry -> entries.putIfAbsent(entry.key(), entry));
      case Node other ->
          problems.error(
              ProblemCode.WRONG_TYPE,
              other.at(),
              path,
              "\"<<\" merges mappings, found " + other.kind(),
              null);
    }
  }

  private Node bomb(Location at) {
    if (!bombed) {
      bombed = true;
      problems.error(
          ProblemCode.YAML_ALIAS,
          at,
          "",
          "the aliases unfold to more than " + MOST_NODES + " nodes",
          "Use fewer of them");
    }
    return nothing(at);
  }

  private static Scalar nothing(Location at) {
    return new Scalar(at, "?", "?", true, false);
  }

  private Location location(Mark mark) {
    return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
