package dev.sluice.observe;

import dev.sluice.graph.Graph;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.LaneStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that there are, as a scrape shows them where every one of them has a value. */
public final class MetricNames {
  private static final Pattern LINE =
      Pattern.compile("^# HELP (\\S+) (.*)\\n# TYPE \\S+ (\\S+)$", Pattern.MULTILINE);

  private MetricNames() {}

  /** Name, type, labels and description of each, by name. */
  public static List<List<String>> all(Graph graph) {
    String text = scrape(graph);
    Map<String, List<String>> rows = new TreeMap<>();
    Matcher line = LINE.matcher(text);
    while (line.find()) {
      String name = line.group(1);
      rows.put(name, List.of("`" + name + "`", line.group(3), labels(text, name), line.group(2)));
    }
    return new ArrayList<>(rows.values());
  }

  private static String labels(String text, String name) {
    Set<String> labels = new TreeSet<>();
    Matcher sample =
        Pattern.compile("^" + name + "(?:_count|_sum)?\\{(.*)}", Pattern.MULTILINE).matcher(text);
    while (sample.find()) {
      Matcher label = Pattern.compile("(\\w+)=\"").matcher(sample.group(1));
      while (label.find()) {
        labels.add("`" + label.group(1) + "`");
      }
    }
    return String.join(", ", labels);
  }

  /** A scrape of one pipeline of which everything is known. */
  public static String scrape(Graph graph) {
    Map<String, Books.Stage> stages = new TreeMap<>();
    graph
        .order()
        .forEach(stage ->
            stages.put(
                stage.name(),
                new Books.Stage(9, 1, 5, 2, Map.of("empty", 2L), Map.of("not_json", 1L), 77)));
    LaneStatus lanes =
        new LaneStatus(
            true,
            false,
            Set.of(),
            3,
            new Books(stages),
            Map.of(new Partition("c", "orders", 0), Position.starting(5, null)),
            new LaneStatus.Epochs(2, Duration.ofMillis(1_500)));
    PipelineView view =
        new PipelineView(
            graph,
            State.RUNNING,
            null,
            lanes,
            Map.of("orders", new Lag(7, 2, 1.5, 60)),
            OptionalDouble.of(0.5),
            Duration.ofMillis(250),
            Duration.ZERO,
            Optional.empty(),
            4);
    return Metrics.text(new Snapshot(Instant.EPOCH, List.of(view)), "1.2.3");
  }

  /** What readiness says of a pipeline that has failed and is tried again. */
  public static String failed(Graph graph, Duration nextTry) {
    PipelineView view =
        new PipelineView(
            graph,
            State.FAILED,
            null,
            LaneStatus.INITIAL,
            Map.of(),
            OptionalDouble.empty(),
            Duration.ZERO,
            Duration.ZERO,
            Optional.of(nextTry),
            0);
    Snapshot snapshot = new Snapshot(Instant.EPOCH, List.of(view));
    return Health.ready(snapshot).body() + StatusJson.text(snapshot, "1.2.3");
  }

  /** How alive a pipeline is whose threads have been silent for a time. */
  public static boolean live(Graph graph, Duration silence) {
    PipelineView view =
        new PipelineView(
            graph,
            State.RUNNING,
            null,
            LaneStatus.INITIAL,
            Map.of(),
            OptionalDouble.empty(),
            Duration.ZERO,
            silence,
            Optional.empty(),
            0);
    return Health.live(new Snapshot(Instant.EPOCH, List.of(view))).up();
  }
}
