package dev.sluice.graph;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;

/** Pictures of a graph, in three languages. */
public enum Drawing {
  /** For a terminal: one line a stage, and what it reads. */
  TEXT {
    @Override
    public String draw(Graph graph) {
      StringBuilder text = new StringBuilder(graph.pipeline().name()).append('\n');
      int width = graph.order().stream().mapToInt(stage -> stage.name().length()).max().orElse(0);
      for (StageDefinition stage : graph.order()) {
        String from = String.join(", ", Graph.from(stage));
        text.append("  ")
            .append(kind(stage))
            .append("  ")
            .append(stage.name())
            .append(" ".repeat(width - stage.name().length()))
            .append("  ")
            .append(from.isEmpty() ? "" : "<- " + from + "  ")
            .append(detail(stage).isEmpty() ? "" : "(" + detail(stage) + ")")
            .append('\n');
      }
      return text.toString().replaceAll("(?m) +$", "");
    }
  },

  /** For a page that knows Mermaid. */
  MERMAID {
    @Override
    public String draw(Graph graph) {
      StringBuilder text = new StringBuilder("flowchart LR\n");
      for (StageDefinition stage : graph.order()) {
        String label =
            stage.name() + (detail(stage).isEmpty() ? "" : "<br/>" + escaped(detail(stage)));
        text.append("  ")
            .append(id(graph, stage.name()))
            .append(
                switch (stage) {
                  case SourceDefinition _ -> "[(\"" + label + "\")]";
                  case FilterDefinition _ -> "{{\"" + label + "\"}}";
                  case TargetDefinition _ -> "[/\"" + label + "\"/]";
                })
            .append('\n');
      }
      for (StageDefinition stage : graph.order()) {
        for (String reader : graph.readersOf(stage.name())) {
          text.append("  ")
              .append(id(graph, stage.name()))
              .append(" --> ")
              .append(id(graph, reader))
              .append('\n');
        }
      }
      return text.toString();
    }

    private String escaped(String text) {
      return text.replace("&", "&amp;")
          .replace("\"", "&quot;")
          .replace("<", "&lt;")
          .replace(">", "&gt;");
    }

    // Mermaid has words of its own, "end" among them: numbers are safe
    private String id(Graph graph, String name) {
      return "s" + graph.order().stream().map(StageDefinition::name).toList().indexOf(name);
    }
  },

  /** For Graphviz. */
  DOT {
    @Override
    public String draw(Graph graph) {
      StringBuilder text =
          new StringBuilder("digraph \"" + graph.pipeline().name() + "\" {\n  rankdir=LR;\n");
      for (StageDefinition stage : graph.order()) {
        String label = stage.name() + (detail(stage).isEmpty() ? "" : "\n" + detail(stage));
        text.append("  \"")
            .append(stage.name())
            .append("\" [shape=")
            .append(
                switch (stage) {
                  case SourceDefinition _ -> "cylinder";
                  case FilterDefinition _ -> "hexagon";
                  case TargetDefinition _ -> "box";
                })
            .append(", label=\"")
            .append(label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
            .append("\"];\n");
      }
      for (StageDefinition stage : graph.order()) {
        for (String reader : graph.readersOf(stage.name())) {
          text.append("  \"")
              .append(stage.name())
              .append("\" -> \"")
              .append(reader)
              .append("\";\n");
        }
      }
      return text.append("}\n").toString();
    }
  };

  /** The picture, with a line break at its end. */
  public abstract String draw(Graph graph);

  private static String kind(StageDefinition stage) {
    return switch (stage) {
      case SourceDefinition _ -> "source";
      case FilterDefinition _ -> "filter";
      case TargetDefinition _ -> "target";
    };
  }

  private static String detail(StageDefinition stage) {
    return switch (stage) {
      case SourceDefinition source ->
          source.connection().name() + ": " + written(stage, "topics", "topicExpression");
      case FilterDefinition filter -> written(stage, filter.type().key().name());
      case TargetDefinition target -> {
        String topic = written(stage, "topic");
        yield target.connection().name() + ": " + (topic.isEmpty() ? "{topic}" : topic);
      }
    };
  }

  private static String written(StageDefinition stage, String... names) {
    return stage.settings().written(names).replace('\n', ' ').strip();
  }
}
