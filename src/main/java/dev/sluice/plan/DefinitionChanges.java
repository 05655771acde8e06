package dev.sluice.plan;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.schema.Meaning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What two definitions of a pipeline mean differently; layout, descriptions and labels aside. */
final class DefinitionChanges {
  private final PipelineDefinition before;
  private final PipelineDefinition after;
  private final List<DefinitionChange> changes = new ArrayList<>();

  private DefinitionChanges(PipelineDefinition before, PipelineDefinition after) {
    this.before = before;
    this.after = after;
  }

  static List<DefinitionChange> between(PipelineDefinition before, PipelineDefinition after) {
    DefinitionChanges both = new DefinitionChanges(before, after);
    both.compare("", Meanings.own(before), Meanings.own(after), Effects::ofPipeline);
    both.sources();
    both.filters();
    both.targets();
    both.compare(
        "deadLetter",
        Meanings.deadLetter(before.deadLetter()),
        Meanings.deadLetter(after.deadLetter()),
        key -> Effects.FROM_NOW_ON);
    both.compare(
        "checkpoint",
        Meanings.checkpoint(before),
        Meanings.checkpoint(after),
        key -> Effects.ofCheckpoint(key, Meanings.sameStore(before, after)));
    return List.copyOf(both.changes);
  }

  private void compare(
      String path,
      Map<String, Meaning> left,
      Map<String, Meaning> right,
      UnaryOperator<String> effect) {
    Set<String> keys = new LinkedHashSet<>(right.keySet());
    keys.addAll(left.keySet());
    for (String key : keys) {
      Meaning was = left.get(key);
      Meaning is = right.get(key);
      if (!Objects.equals(Meanings.text(was), Meanings.text(is))) {
        changes.add(
            new DefinitionChange(
                path.isEmpty() ? key : path + "." + key,
                was == null ? "" : was.shown(),
                is == null ? "" : is.shown(),
                effect.apply(key)));
      }
    }
  }

  private void sources() {
    stages(
        before.sources(),
        after.sources(),
        source -> Meanings.meaning(source, source.connection(), List.of()),
        Effects::ofSource,
        Effects::ofSource);
  }

  /** In the short form a target reads what is before it, whatever that is called. */
  private void targets() {
    boolean linear = isShort(before) && isShort(after);
    stages(
        before.targets(),
        after.targets(),
        target -> Meanings.meaning(target, target.connection(), linear ? List.of() : target.from()),
        Effects::ofTarget,
        key -> Effects.FROM_NOW_ON);
  }

  /** Stages find each other by name; where there is one before and one after, these two. */
  private <T extends StageDefinition> void stages(
      List<T> left,
      List<T> right,
      Function<T, Map<String, Meaning>> meaning,
      UnaryOperator<String> changing,
      UnaryOperator<String> removing) {
    Map<String, T> gone = byName(left);
    for (T stage : right) {
      T was = gone.remove(stage.name());
      if (was == null && left.size() == 1 && right.size() == 1) {
        was = gone.remove(left.getFirst().name());
      }
      compare(
          stage.settings().path(),
          was == null ? Map.of() : meaning.apply(was),
          meaning.apply(stage),
          changing);
    }
    gone.values()
        .forEach(
            stage -> compare(stage.settings().path(), meaning.apply(stage), Map.of(), removing));
  }

  private static boolean isShort(PipelineDefinition pipeline) {
    return pipeline.sources().stream()
        .allMatch(source -> source.settings().path().equals("source"));
  }

  private static <T extends StageDefinition> Map<String, T> byName(List<T> stages) {
    Map<String, T> byName = new LinkedHashMap<>();
    stages.forEach(stage -> byName.put(stage.name(), stage));
    return byName;
  }

  /**
   * In the short form a filter has its place alone: those that mean the same find each other. In
   * the graph form they have names.
   */
  private void filters() {
    if (!isShort(before) || !isShort(after)) {
      namedFilters();
      return;
    }
    List<String> left = before.filters().stream().map(Meanings::whole).toList();
    List<String> right = after.filters().stream().map(Meanings::whole).toList();
    for (AbstractDelta<String> delta : DiffUtils.diff(left, right).getDeltas()) {
      replaced(
          part(before.filters(), delta.getSource().getPosition(), delta.getSource().size()),
          part(after.filters(), delta.getTarget().getPosition(), delta.getTarget().size()));
    }
  }

  private static List<FilterDefinition> part(List<FilterDefinition> all, int from, int count) {
    return all.subList(from, from + count);
  }

  /** Of these none means what another did: those of one kind are taken for each other. */
  private void replaced(List<FilterDefinition> was, List<FilterDefinition> is) {
    List<FilterDefinition> left = new ArrayList<>(was);
    for (FilterDefinition filter : is) {
      FilterDefinition alike =
          left.stream().filter(each -> sameKind(each, filter)).findFirst().orElse(null);
      left.remove(alike);
      filter(alike, filter);
    }
    left.forEach(gone -> filter(gone, null));
  }

  private static boolean sameKind(FilterDefinition left, FilterDefinition right) {
    return left.type().key().name().equals(right.type().key().name());
  }

  private void namedFilters() {
    Map<String, FilterDefinition> left = byName(before.filters());
    for (FilterDefinition filter : after.filters()) {
      FilterDefinition was = left.remove(filter.name());
      if (was == null || !Meanings.whole(was).equals(Meanings.whole(filter))) {
        filter(was, filter);
      }
      if (was != null && !was.from().equals(filter.from())) {
        changes.add(
            new DefinitionChange(
                filter.settings().path() + ".from",
                String.join(", ", was.from()),
                String.join(", ", filter.from()),
                Effects.FROM_NOW_ON));
      }
    }
    left.values().forEach(gone -> filter(gone, null));
  }

  private void filter(@Nullable FilterDefinition was, @Nullable FilterDefinition is) {
    if (was != null && is != null && sameKind(was, is)) {
      compare(
          is.settings().path(),
          Meanings.meaning(was, null, List.of()),
          Meanings.meaning(is, null, List.of()),
          key -> Effects.FROM_NOW_ON);
      return;
    }
    FilterDefinition placed = is == null ? was : is;
    if (placed != null) {
      changes.add(
          new DefinitionChange(
              placed.settings().path(),
              was == null ? "" : Meanings.shown(was),
              is == null ? "" : Meanings.shown(is),
              Effects.FROM_NOW_ON));
    }
  }
}
