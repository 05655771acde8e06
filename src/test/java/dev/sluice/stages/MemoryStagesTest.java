package dev.sluice.stages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.checkpoint.StoreLedger;
import dev.sluice.checkpoint.memory.MemoryStore;
import dev.sluice.definition.Variables;
import dev.sluice.graph.Graph;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.problem.ProblemCode;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.Launcher;
import dev.sluice.runtime.PipelinePlan;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunClock;
import dev.sluice.runtime.Stages;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import dev.sluice.stage.Writer;
import dev.sluice.stages.filter.Gate;
import dev.sluice.stages.memory.MemorySource;
import dev.sluice.stages.memory.MemoryWriter;
import dev.sluice.sync.Missing;
import dev.sluice.sync.Recreated;
import dev.sluice.sync.Rules;
import dev.sluice.sync.StartAt;
import dev.sluice.sync.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines from YAML with the real runtime and filters, on stages in memory. */
class MemoryStagesTest {
  private static final Partition PARTITION = new Partition(MemorySource.CLUSTER, "orders", 0);

  private final MemoryWriter target = new MemoryWriter();
  private final MemoryWriter deadLetters = new MemoryWriter();
  private final MemoryStore store = new MemoryStore();
  private RunClock clock = RunClock.system();
  private Runnable whenRulesAreAsked = () -> {};
  @TempDir private Path directory;

  private PipelineResult run(String filters, String... values) throws IOException {
    return pipeline(filters, values).run();
  }

  private PipelineRun pipeline(String filters, String... values) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            apiVersion: sluice/v1
            kind: Pipeline
            name: p
            sync: full
            source: {connection: {kafka: {bootstrapServers: "unused:1"}}, topics: [orders]}
            %s
            target: {connection: {kafka: {bootstrapServers: "unused:1"}}}
            checkpoint: {store: memory}
            deadLetter: {topic: dead}
            """
                .formatted(filters));
    Validation validation =
        Validation.of(List.of(file), new Catalogue(), new Variables(Map.of(), true));
    assertThat(validation.problems()).isEmpty();
    Graph graph = validation.graphs().getFirst();
    List<Message> messages = new ArrayList<>();
    for (String value : values) {
      messages.add(
          new Message(
              PARTITION,
              messages.size(),
              -1,
              1_000,
              null,
              new Payload(value.getBytes(UTF_8)),
              List.of()));
    }
    return new PipelineRun(
        new PipelinePlan(graph, 1, Duration.ofMillis(10), 100, null),
        _ -> new InMemory(graph, messages),
        new PipelineRun.World(clock, Launcher.threads(), new Random(1), _ -> {}));
  }

  @Test
  void aThreadThatHangsIsSilentAndOneThatGoesOnIsNot() throws Exception {
    AtomicLong passed = new AtomicLong();
    clock = new ClockOf(passed);
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    whenRulesAreAsked =
        () -> {
          if (asked.incrementAndGet() == 2) { // the first time is before there are lanes
            hangs.countDown();
            awaiting(released);
          }
        };
    PipelineRun run = pipeline("", "{}");
    Thread running = Thread.ofPlatform().start(run::run);
    awaiting(hangs);
    assertThat(run.silence()).isLessThan(Duration.ofSeconds(1));
    passed.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(run.silence()).isGreaterThanOrEqualTo(Duration.ofSeconds(61));
    assertThat(run.checkpointAge()).isGreaterThanOrEqualTo(Duration.ofSeconds(61));
    released.countDown();
    running.join();
    assertThat(run.result()).isNotNull();
    assertThat(run.silence()).isLessThan(Duration.ofSeconds(61));
    assertThat(run.checkpointAge()).isLessThan(Duration.ofSeconds(61));
    assertThat(run.status().epochs().saved()).isPositive();
  }

  private static void awaiting(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The machine's, and what a test lets pass besides. */
  private record ClockOf(AtomicLong passed) implements RunClock {
    @Override
    public Instant now() {
      return Instant.now().plusNanos(passed.get());
    }

    @Override
    public long nanos() {
      return System.nanoTime() + passed.get();
    }

    @Override
    public void sleep(Duration duration) {
      RunClock.system().sleep(duration);
    }
  }

  private final class InMemory implements Stages {
    private final Graph graph;
    private final MemorySource source;

    InMemory(Graph graph, List<Message> messages) {
      this.graph = graph;
      this.source = new MemorySource("source", Map.of(PARTITION, messages));
    }

    @Override
    public List<Source> sources() {
      return List.of(source);
    }

    @Override
    public CheckpointStore store() {
      return store;
    }

    @Override
    public Rules rules(String name) {
      whenRulesAreAsked.run();
      return new Rules(SyncMode.FULL, new StartAt.Latest(), Missing.STOP, Recreated.STOP);
    }

    @Override
    public Filter gate(String name) {
      return new Gate(null, Policy.STOP, true, true);
    }

    @Override
    public Filter filter(String name) {
      return graph.pipeline().filters().stream()
          .filter(each -> each.name().equals(name))
          .map(each -> each.type().create(name, each.settings()))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public Integer slots() {
      return null;
    }

    @Override
    public OfLane lane(String name, int number, String owner, Source read) {
      return new OfLane() {
        @Override
        public Reader reader() {
          return source.newReader();
        }

        @Override
        public Ledger ledger() {
          return new StoreLedger(store, owner);
        }

        @Override
        public Writer writer(String of) {
          return target;
        }

        @Override
        public Writer deadLetters() {
          return deadLetters;
        }
      };
    }

    @Override
    public Policy pushError(String name) {
      return Policy.STOP;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private static List<String> values(MemoryWriter writer) {
    return writer.written().stream()
        .map(message -> new String(message.valueBytes(), UTF_8))
        .toList();
  }

  @Test
  void recordsAreFilteredAndTheBooksBalance() throws IOException {
    PipelineResult result =
        run("filters: [{where: value.n > 1}]", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(values(target)).containsExactly("{\"n\":2}", "{\"n\":3}");
    assertThat(result.books().stage("source").in()).isEqualTo(3);
    assertThat(result.books().filtered()).isEqualTo(1);
    assertThat(result.books().balance()).isTrue();
    assertThat(store.load().fullCompleted()).isNotNull();
  }

  @Test
  void twoFiltersThatStopDoSoAtTheFirstRecordOfBoth() throws IOException {
    PipelineResult result =
        run(
            "filters: [{where: value.a > 0}, {where: value.b > 0}]",
            "{\"a\":1,\"b\":1}",
            "{\"a\":1,\"b\":1}",
            "{\"a\":1}",
            "{\"b\":1}",
            "{\"a\":1,\"b\":1}");
    assertThat(result.ending()).isInstanceOf(Ending.Failed.class);
    Ending.Failed failed = (Ending.Failed) result.ending();
    assertThat(failed.trouble().code()).isEqualTo(ProblemCode.EXPRESSION_FAILED);
    assertThat(failed.trouble().toString())
        .contains("filter-2", "orders-0@2", "there is no value.b", "has(value.b)");
    assertThat(values(target)).hasSize(2);
    assertThat(store.load().positions().get(PARTITION).next()).isEqualTo(2);
    assertThat(result.books().balance()).isTrue();
    assertThat(result.books().stage("source").in()).isEqualTo(2);
  }

  @Test
  void aFailingExpressionFollowsItsPolicy() throws IOException {
    PipelineResult result =
        run(
            "filters: [{where: value.a > 0, onError: dead_letter}, {where: value.b > 0, onError: skip}]",
            "{\"a\":1,\"b\":1}",
            "{\"b\":1}",
            "{\"a\":1}");
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(values(target)).containsExactly("{\"a\":1,\"b\":1}");
    assertThat(values(deadLetters)).containsExactly("{\"b\":1}");
    assertThat(result.books().skipped()).isEqualTo(Map.of("expression", 1L));
    assertThat(result.books().deadLettered()).isEqualTo(Map.of("expression", 1L));
    assertThat(result.books().balance()).isTrue();
  }
}
