package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Reject;
import dev.sluice.stage.Verdicts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way through the graph: the stages in topological order, nothing written yet. A
 * pass that meets a record at which the pipeline must stop is made again with what lies before it.
 */
final class Pass {
  private final String source;
  private final List<Message> read;
  private final Tally tally = new Tally();
  private final Map<String, List<Message>> arrived = new HashMap<>();
  private final List<Aside> deadLetters = new ArrayList<>();
  private final List<Aside> skips = new ArrayList<>();
  private long bytesRead = -1;
  private @Nullable Stop stop;

  /** A record that does not go on, and why. */
  record Aside(String stage, Message message, Reject reject) {}

  /** A record at which the pipeline must stop. */
  record Stop(long offset, Trouble trouble) {}

  /** What a lane runs batches through. */
  record Line(Graph graph, Map<String, Filter> filters, Optional<Provenance> provenance) {
    /** Makes passes until one comes to its end; its stop lies just behind it. */
    Pass run(String source, Batch batch) {
      List<Filter.Snapshot> before = filters.values().stream().map(Filter::snapshot).toList();
      Stop stop = null;
      Batch left = batch;
      while (true) {
        Pass pass = new Pass(source, left);
        pass.run(this);
        if (pass.stop == null) {
          pass.stop = stop;
          return pass;
        }
        stop = pass.stop;
        left = left.before(stop.offset());
        before.forEach(Filter.Snapshot::restore);
      }
    }
  }

  private Pass(String source, Batch batch) {
    this.source = source;
    this.read = batch.messages();
  }

  private void run(Line line) {
    arrived.put(source, read);
    line.provenance().ifPresent(this::refuseOwn);
    for (StageDefinition stage : line.graph().order()) {
      List<Message> in = incoming(stage);
      if (in.isEmpty() || stop != null) {
        continue;
      }
      switch (stage) {
        case SourceDefinition _, FilterDefinition _ -> filter(line, stage.name(), in);
        case TargetDefinition target -> {
          arrived.put(
              target.name(),
              line.provenance()
                  .map(provenance -> in.stream().map(provenance::stamp).toList())
                  .orElse(in));
          tally.stage(target.name()).in(in.size());
        }
      }
    }
  }

  private static long bytes(List<Message> messages) {
    long bytes = 0;
    for (Message message : messages) {
      bytes += message.size();
    }
    return bytes;
  }

  private void refuseOwn(Provenance provenance) {
    for (Message message : read) {
      Trouble circle = provenance.circle(message);
      if (circle != null) {
        stop = new Stop(message.offset(), circle);
        return;
      }
    }
  }

  private List<Message> incoming(StageDefinition stage) {
    List<String> from = Graph.from(stage);
    if (from.isEmpty()) {
      return stage.name().equals(source) ? arrived.getOrDefault(source, List.of()) : List.of();
    }
    if (from.size() == 1) {
      return arrived.getOrDefault(from.getFirst(), List.of());
    }
    List<Message> all = new ArrayList<>();
    from.forEach(each -> all.addAll(arrived.getOrDefault(each, List.of())));
    // one source partition, several ways: its order is kept (invariant 4)
    all.sort(Comparator.comparingLong(Message::offset));
    return all;
  }

  private void filter(Line line, String stage, List<Message> in) {
    Filter filter = java.util.Objects.requireNonNull(line.filters().get(stage), stage);
    Tally.StageTally counts = tally.stage(stage);
    Collected collected = new Collected(stage, counts, new ArrayList<>(in.size()));
    filter.apply(in, collected);
    counts.in(in.size());
    counts.out(collected.out.size());
    arrived.put(stage, collected.out);
  }

  /** The stage that has read it. */
  String source() {
    return source;
  }

  /** What reached a target. */
  List<Message> reached(String target) {
    return arrived.getOrDefault(target, List.of());
  }

  /** How many bytes the keys, values and headers have of what reached a target. */
  long bytesReached(String target) {
    List<Message> reached = reached(target);
    return reached == read ? bytesRead() : bytes(reached);
  }

  /** The same of all that was read; looks at each record when it is asked first. */
  long bytesRead() {
    if (bytesRead < 0) {
      bytesRead = bytes(read);
    }
    return bytesRead;
  }

  /** What went on from each stage, and what reached each target. */
  Map<String, List<Message>> arrived() {
    return Map.copyOf(arrived);
  }

  List<Aside> deadLetters() {
    return deadLetters;
  }

  List<Aside> skips() {
    return skips;
  }

  /** What became of its records; their bytes are counted by whoever asks for those. */
  Tally tally() {
    return tally;
  }

  @Nullable Stop stop() {
    return stop;
  }

  private final class Collected implements Verdicts {
    private final String stage;
    private final Tally.StageTally counts;
    private List<Message> out;

    Collected(String stage, Tally.StageTally counts, List<Message> out) {
      this.stage = stage;
      this.counts = counts;
      this.out = out;
    }

    @Override
    public void pass(Message message) {
      out.add(message);
    }

    @Override
    public void passAll(List<Message> messages) {
      out = messages;
    }

    @Override
    public void create(Message message) {
      out.add(message);
      counts.created();
    }

    @Override
    public void filtered(Message message) {
      counts.filtered();
    }

    @Override
    public void reject(Message message, Reject reject) {
      switch (reject.policy()) {
        case STOP -> {
          if (stop == null) {
            stop = new Stop(message.offset(), reject.trouble());
          }
        }
        case SKIP -> {
          counts.skipped(reject.reason());
          skips.add(new Aside(stage, message, reject));
        }
        case DEAD_LETTER -> {
          counts.deadLettered(reject.reason());
          deadLetters.add(new Aside(stage, message, reject));
        }
      }
    }
  }
}
