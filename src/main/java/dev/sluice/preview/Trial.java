package dev.sluice.preview;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.graph.Graph;
import dev.sluice.message.Message;
import dev.sluice.runtime.Rehearsal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads records and tries a pipeline on them, and another version of it. */
public final class Trial {
  private static final int STOPS_TOLD = 5;

  private final Catalogue catalogue;
  private final Graph after;
  private final @Nullable Graph before;
  private final Samples samples;
  private final Redaction redaction;
  private final Predicate<Message> where;
  private final List<String> stops = new ArrayList<>();
  private long read;
  private long same;
  private long kept;
  private long dropped;
  private long changed;

  /**
   * Of a pipeline.
   *
   * @param before another version of it, or null
   * @param samples how many records are shown
   * @param mask whether what mask filters hide is hidden
   * @param where which records count
   */
  public Trial(
      Catalogue catalogue,
      Graph after,
      @Nullable Graph before,
      int samples,
      boolean mask,
      Predicate<Message> where) {
    this.catalogue = catalogue;
    this.after = after;
    this.before = before;
    this.samples = new Samples(samples);
    this.where = where;
    this.redaction =
        new Redaction(!mask ? List.of() : before == null ? List.of(after) : List.of(after, before));
  }

  /**
   * Reads and tries.
   *
   * @throws dev.sluice.problem.StageException where a cluster does not answer
   */
  public Preview run(SampleRange range) {
    try (LiveRecords records = new LiveRecords(catalogue, after, range);
        LiveRecords earlier = before == null ? null : new LiveRecords(catalogue, before, range)) {
      Previewer is = new Previewer(after, records.stages());
      Previewer was =
          before == null || earlier == null ? null : new Previewer(before, earlier.stages());
      records.read(Set.of(), (stage, message) -> take(message, is, was));
      if (earlier != null) {
        earlier.read(records.stages().keySet(), (stage, message) -> take(message, is, was));
      }
      return preview(is);
    }
  }

  private Preview preview(Previewer is) {
    return new Preview(
        after.pipeline().name(),
        read,
        is.counts(),
        before == null ? null : new Preview.Against(same, kept, dropped, changed),
        stops,
        samples.all());
  }

  private void take(Message message, Previewer is, @Nullable Previewer was) {
    if (!where.test(message)) {
      return;
    }
    read++;
    Rehearsal.Outcome now = is.run(message);
    if (now != null && now.stop() != null && stops.size() < STOPS_TOLD) {
      stops.add(now.stop().trouble().toString());
    }
    if (was == null) {
      alone(message, Objects.requireNonNull(now), is);
    } else {
      compare(message, now, is, was.run(message), was);
    }
  }

  private void alone(Message message, Rehearsal.Outcome outcome, Previewer is) {
    Map<String, List<Delivery>> deliveries =
        Delivery.of(after, outcome, message.source().topic(), false);
    String kind = is.fate(outcome);
    samples.offer(
        kind,
        () -> {
          Redaction.OfRecord shown = redaction.of(message, List.of(outcome));
          return sample(message, kind, shown, Map.of(), deliveries, List.of());
        });
  }

  private void compare(
      Message message,
      Rehearsal.@Nullable Outcome now,
      Previewer is,
      Rehearsal.@Nullable Outcome then,
      Previewer was) {
    String topic = message.source().topic();
    boolean one = hasOneTarget(is.graph()) && hasOneTarget(was.graph());
    Map<String, List<Delivery>> after =
        now == null ? Map.of() : Delivery.of(is.graph(), now, topic, one);
    Map<String, List<Delivery>> before =
        then == null ? Map.of() : Delivery.of(was.graph(), then, topic, one);
    List<Rehearsal.Outcome> outcomes = new ArrayList<>();
    if (now != null) {
      outcomes.add(now);
    }
    if (then != null) {
      outcomes.add(then);
    }
    Redaction.OfRecord shown = redaction.of(message, outcomes);
    Comparing comparing = new Comparing(shown);
    Set<String> kinds = new LinkedHashSet<>();
    Set<String> targets = new LinkedHashSet<>(after.keySet());
    targets.addAll(before.keySet());
    for (String target : targets) {
      kinds.addAll(
          compare(
              before.getOrDefault(target, List.of()),
              after.getOrDefault(target, List.of()),
              comparing));
    }
    if (!kinds.isEmpty()) {
      String kind = String.join(", ", kinds);
      samples.offer(
          kind, () -> sample(message, kind, shown, before, after, comparing.differences()));
    }
  }

  /** Equal deliveries find each other, and what lies between is compared in its order. */
  private Set<String> compare(List<Delivery> before, List<Delivery> after, Comparing comparing) {
    Set<String> kinds = new LinkedHashSet<>();
    int alike = before.size();
    for (AbstractDelta<Delivery> delta :
        DiffUtils.diff(before, after, Delivery::isSame).getDeltas()) {
      List<Delivery> was = delta.getSource().getLines();
      List<Delivery> is = delta.getTarget().getLines();
      int both = Math.min(was.size(), is.size());
      alike -= was.size();
      for (int i = 0; i < both; i++) {
        comparing.compare(was.get(i), is.get(i));
      }
      changed += both;
      kept += is.size() - both;
      dropped += was.size() - both;
      kinds.addAll(both > 0 ? List.of("changed") : List.of());
      kinds.addAll(is.size() > both ? List.of("kept") : List.of());
      kinds.addAll(was.size() > both ? List.of("dropped") : List.of());
    }
    same += alike;
    return kinds;
  }

  private static boolean hasOneTarget(Graph graph) {
    return graph.pipeline().targets().size() == 1;
  }

  private static Sample sample(
      Message message,
      String kind,
      Redaction.OfRecord shown,
      Map<String, List<Delivery>> before,
      Map<String, List<Delivery>> after,
      List<Sample.Difference> differences) {
    return new Sample(
        message.coordinates(),
        kind,
        shown.key(message),
        shown.readValue(message),
        texts(before, shown),
        texts(after, shown),
        differences);
  }

  private static List<String> texts(
      Map<String, List<Delivery>> deliveries, Redaction.OfRecord shown) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    deliveries.forEach((target, all) ->
        all.forEach(each ->
            texts
                .computeIfAbsent(target, name -> new ArrayList<>())
                .add(
                    each.topic()
                        + ": "
                        + shown.key(each.message())
                        + " "
                        + shown.value(each.message()))));
    return texts.values().stream().flatMap(List::stream).toList();
  }
}
