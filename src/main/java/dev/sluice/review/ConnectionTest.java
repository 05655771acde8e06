package dev.sluice.review;

import dev.sluice.catalogue.Inspections;
import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.Location;
import dev.sluice.stages.kafka.SourceInspection;
import dev.sluice.stages.kafka.SourceTopic;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The connection test: each connection once, then what pipelines do with them. All of it ends
 * within {@link #LIMIT} of its beginning. Safe for several threads.
 */
public final class ConnectionTest implements AutoCloseable {
  /** For everything together. */
  public static final Duration LIMIT = Duration.ofSeconds(15);

  private static final Set<Item> BEFORE_A_RUN =
      EnumSet.complementOf(EnumSet.of(Item.CLOCK, Item.CHECKPOINT));

  private final Inspections inspections;
  private final Set<Item> items;
  private final Clock clock;
  private final Deadline deadline = new Deadline(LIMIT);
  private volatile boolean closed;
  private final Map<ConnectionDefinition, CompletableFuture<TestedConnection>> tested =
      new ConcurrentHashMap<>();

  private ConnectionTest(Inspections inspections, Set<Item> items, Clock clock) {
    this.inspections = inspections;
    this.items = items;
    this.clock = clock;
  }

  /**
   * Of all items; begins now.
   *
   * @param clock this machine's
   */
  public static ConnectionTest whole(Inspections inspections, Clock clock) {
    return new ConnectionTest(inspections, EnumSet.allOf(Item.class), clock);
  }

  /** Of what a run tests before it starts, everything but clocks and the store; begins now. */
  public static ConnectionTest beforeRun(Inspections inspections, Clock clock) {
    return new ConnectionTest(inspections, BEFORE_A_RUN, clock);
  }

  /** Tests connections alone. */
  public Findings connections(Collection<ConnectionDefinition> connections) {
    return new Findings(
        inParallel(connections, connection -> tested(connection).findings()).stream()
            .flatMap(List::stream)
            .toList());
  }

  /**
   * Tests all of a workspace, the connections first.
   *
   * @param named those that documents define, be they used or not
   */
  public Findings workspace(Collection<ConnectionDefinition> named, Collection<Graph> graphs) {
    Set<ConnectionDefinition> used = new LinkedHashSet<>(named);
    graphs.forEach(graph -> used.addAll(connections(graph.pipeline())));
    return connections(used)
        .with(inParallel(graphs, this::pipeline).stream().flatMap(List::stream).toList());
  }

  /** Tests one pipeline with all connections that it uses, the connections first. */
  Findings pipelineAlone(Graph graph) {
    return connections(connections(graph.pipeline())).with(pipeline(graph));
  }

  private static Set<ConnectionDefinition> connections(PipelineDefinition pipeline) {
    Set<ConnectionDefinition> all = new LinkedHashSet<>();
    pipeline.sources().forEach(source -> all.add(source.connection()));
    pipeline.targets().forEach(target -> all.add(target.connection()));
    DeadLetter dead = pipeline.deadLetter();
    if (dead != null) {
      all.add(dead.connection());
    }
    ConnectionDefinition store = pipeline.checkpoint().connection();
    if (store != null) {
      all.add(store);
    }
    return all;
  }

  private TestedConnection tested(ConnectionDefinition connection) {
    CompletableFuture<TestedConnection> fresh = new CompletableFuture<>();
    CompletableFuture<TestedConnection> known = tested.putIfAbsent(connection, fresh);
    if (known != null) {
      return known.join();
    }
    try {
      fresh.complete(
          TestedConnection.of(
              connection, inspections.connection(connection, clock), items, deadline));
    } catch (RuntimeException e) {
      fresh.completeExceptionally(e);
    }
    return fresh.join();
  }

  private List<Finding> pipeline(Graph graph) {
    PipelineDefinition pipeline = graph.pipeline();
    List<Finding> findings = new ArrayList<>();
    Map<String, Map<String, SourceTopic>> topics = new HashMap<>();
    for (SourceDefinition source : pipeline.sources()) {
      topics.put(source.name(), source(pipeline, source, findings));
    }
    for (TargetDefinition target : pipeline.targets()) {
      Map<String, SourceTopic> reaching =
          graph.sourcesOf(target).stream()
              .flatMap(source -> topics.getOrDefault(source, Map.of()).entrySet().stream())
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, SourceTopic::and));
      findings.add(
          target(
              subject(pipeline, target.name()),
              target.connection(),
              target.settings().at(),
              cluster -> inspections.target(target, cluster).write(reaching)));
    }
    DeadLetter dead = pipeline.deadLetter();
    if (dead != null) {
      findings.add(
          target(
              subject(pipeline, "deadLetter"),
              dead.connection(),
              dead.at(),
              cluster -> inspections.deadLetters(dead, cluster).write(Map.of())));
    }
    if (items.contains(Item.CHECKPOINT)) {
      Supplier<Outcome> inspection = () -> inspections.store(pipeline, clusters(pipeline));
      findings.add(
          deadline.run(
              Item.CHECKPOINT,
              subject(pipeline, "checkpoint"),
              pipeline.checkpoint().settings().at(),
              inspection));
    }
    return findings;
  }

  private Map<String, SourceTopic> source(
      PipelineDefinition pipeline, SourceDefinition source, List<Finding> findings) {
    KafkaCluster cluster = tested(source.connection()).cluster();
    String subject = subject(pipeline, source.name());
    if (cluster == null) {
      for (Item item : List.of(Item.TOPICS, Item.SOURCE)) {
        findings.add(
            Finding.atOnce(item, subject, source.settings().at(), failed(source.connection())));
      }
      return Map.of();
    }
    SourceInspection inspection = inspections.source(pipeline, source, cluster);
    Finding found = deadline.run(Item.TOPICS, subject, source.settings().at(), inspection::topics);
    findings.add(found);
    findings.add(
        found.outcome() instanceof Outcome.Fail
            ? Finding.atOnce(
                Item.SOURCE, subject, source.settings().at(), Findings.notReached(Item.TOPICS))
            : deadline.run(Item.SOURCE, subject, source.settings().at(), inspection::read));
    return inspection.matched();
  }

  private Finding target(
      String subject,
      ConnectionDefinition connection,
      Location at,
      Function<KafkaCluster, Outcome> inspection) {
    KafkaCluster cluster = tested(connection).cluster();
    return cluster == null
        ? Finding.atOnce(Item.TARGET, subject, at, failed(connection))
        : deadline.run(Item.TARGET, subject, at, () -> inspection.apply(cluster));
  }

  private static Outcome failed(ConnectionDefinition connection) {
    return new Outcome.Skipped("the connection \"" + connection.name() + "\" has failed");
  }

  private Map<String, KafkaCluster> clusters(PipelineDefinition pipeline) {
    Map<String, KafkaCluster> clusters = new LinkedHashMap<>();
    for (ConnectionDefinition connection : connections(pipeline)) {
      KafkaCluster cluster = tested(connection).cluster();
      if (cluster != null) {
        clusters.put(connection.name(), cluster);
      }
    }
    return clusters;
  }

  private static String subject(PipelineDefinition pipeline, String stage) {
    return pipeline.name() + " " + stage;
  }

  private static <T, R> List<R> inParallel(Collection<T> all, Function<T, R> test) {
    ThreadFactory daemons = Thread.ofPlatform().daemon().name("check").factory();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(daemons)) {
      Stream<CompletableFuture<R>> results =
          List.copyOf(all).stream()
              .map(each -> CompletableFuture.supplyAsync(() -> test.apply(each), threads));
      return results.toList().stream().map(CompletableFuture::join).toList();
    }
  }

  /** Whether it is over: nothing is open any more. */
  public boolean isClosed() {
    return closed;
  }

  /** Hangs up everywhere; does not wait for it. */
  @Override
  public void close() {
    closed = true;
    tested.values().stream()
        .filter(future -> future.isDone() && !future.isCompletedExceptionally())
        .map(CompletableFuture::join)
        .forEach(TestedConnection::close);
  }
}
