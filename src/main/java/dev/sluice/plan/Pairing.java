package dev.sluice.plan;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each pipeline what it was: by id; else by name; else, where exactly one was removed and
 * one added with the same source and target, that one.
 */
public final class Pairing {
  private final List<Graph> before;
  private final List<Graph> after;
  private final List<Comparison> pairs = new ArrayList<>();

  private Pairing(List<Graph> before, List<Graph> after) {
    this.before = new ArrayList<>(before);
    this.after = new ArrayList<>(after);
  }

  static List<Comparison> of(List<Graph> before, List<Graph> after) {
    Pairing pairing = new Pairing(before, after);
    pairing.pair(PipelineDefinition::id);
    pairing.pair(PipelineDefinition::name);
    pairing.pair(Meanings::ends);
    pairing.after.forEach(graph -> pairing.pairs.add(Comparison.added(graph)));
    pairing.before.forEach(graph -> pairing.pairs.add(Comparison.removed(graph)));
    return pairing.pairs;
  }

  /** What one of some pipelines was, or null where it is new. */
  public static @Nullable Graph of(List<Graph> before, List<Graph> after, Graph is) {
    return of(before, after).stream()
        .filter(pair -> pair.after() == is)
        .map(Comparison::before)
        .findFirst()
        .orElse(null);
  }

  private void pair(Function<PipelineDefinition, String> property) {
    for (Graph is : List.copyOf(after)) {
      String wanted = property.apply(is.pipeline());
      Optional<Graph> was = only(before, property, wanted);
      if (was.isPresent() && only(after, property, wanted).isPresent()) {
        pairs.add(Comparison.of(was.get(), is));
        after.remove(is);
        before.remove(was.get());
      }
    }
  }

  private static Optional<Graph> only(
      List<Graph> graphs, Function<PipelineDefinition, String> property, String wanted) {
    List<Graph> found =
        graphs.stream().filter(graph -> property.apply(graph.pipeline()).equals(wanted)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
