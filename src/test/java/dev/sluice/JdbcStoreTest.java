package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.runtime.Ending;
import dev.sluice.testkit.Copy;
import dev.sluice.testkit.TcpProxy;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestDatabase;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions in a database: PostgreSQL for several runners, the embedded one for one of them. */
class JdbcStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "not-to-be-shown";

  private static TestDatabase server;
  private static String url;

  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 4);
  private final String target = topics.create("target", 4);

  @BeforeAll
  static void start() {
    server = new TestDatabase();
    url = server.create("sluice");
    server.execute(
        "sluice",
        "create user keeper password '" + PASSWORD + "'",
        "grant create on schema public to keeper");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private String pipeline(String sync, String checkpoint) {
    return Yaml.pipeline(source)
        .sync(sync)
        .source("topics: [" + source + "]")
        .target("topic: " + target + "\npartition: same")
        .rest("checkpoint: {store: jdbc, interval: 200ms, " + checkpoint + "}")
        .toString();
  }

  private static String postgres(String at) {
    return "url: \"" + at + "\", user: keeper, password: \"" + PASSWORD + "\"";
  }

  private String embedded() {
    return "url: \"jdbc:h2:file:" + directory.resolve("here/sluice") + "\"";
  }

  @Test
  void aFullSyncCompletesAndContinuesOnALaterRun() {
    topics.sendNumbered(source, 0, 0, 30);
    // each store is told of nothing by the other's runs
    List<String> stores =
        List.of(postgres(url) + ", mirror: false", embedded() + ", mirror: false");
    for (String checkpoint : stores) {
      assertThat(TestRun.complete(directory, pipeline("full", checkpoint)).ending())
          .isInstanceOf(Ending.Completed.class);
    }
    assertThat(topics.values(target)).hasSize(60);
    topics.sendNumbered(source, 1, 30, 10);
    for (String checkpoint : stores) {
      TestRun.complete(directory, pipeline("full", checkpoint));
    }
    assertThat(topics.values(target)).hasSize(80);
  }

  @Test
  void runnersShareAPipelineThroughPostgreSql() {
    List<TestRun> runs =
        List.of(
            TestRun.start(directory, pipeline("full+incremental", postgres(url))),
            TestRun.start(directory, pipeline("full+incremental", postgres(url))));
    topics.sendInTurn(source, 4, 0, 1_000);
    await().atMost(PATIENCE).until(() -> topics.values(target).size() >= 1_000);
    runs.getFirst().stop();
    topics.sendInTurn(source, 4, 1_000, 1_000);
    await().atMost(PATIENCE).until(() -> topics.values(target).size() >= 2_000);
    assertThat(runs.getLast().stop().books().balance()).isTrue();
    Copy copy = Copy.judge(topics.all(target), 2_000, 4);
    assertThat(copy.missing()).isEmpty();
    assertThat(copy.disorder()).isEmpty();
  }

  /** Two databases are two pipelines of one name: the second is refused. */
  @Test
  void runnersWithAnotherDatabaseAreRefused() {
    TestRun run = TestRun.start(directory, pipeline("full+incremental", postgres(url)));
    await().atMost(PATIENCE).until(() -> run.starts().size() == 4);
    String other = server.create(Topics.name("other"));
    server.execute(
        other.substring(other.lastIndexOf('/') + 1), "grant create on schema public to keeper");
    Ending ending =
        TestRun.complete(directory, pipeline("full+incremental", postgres(other))).ending();
    assertThat(((Ending.Failed) ending).trouble().message())
        .contains("keep its positions in another way than this runner");
    run.stop();
  }

  /** While the database is away nothing is saved, and nothing goes past what is saved. */
  @Test
  void aDatabaseThatIsAwayIsRiddenOut() {
    try (TcpProxy proxy = new TcpProxy()) {
      proxy.to(server.port());
      String through = "jdbc:postgresql://localhost:" + proxy.port() + "/sluice";
      TestRun run = TestRun.start(directory, pipeline("full+incremental", postgres(through)));
      topics.sendInTurn(source, 4, 0, 100);
      await().atMost(PATIENCE).until(() -> topics.values(target).size() >= 100);
      proxy.to(1); // where nobody listens
      proxy.cut();
      topics.sendInTurn(source, 4, 100, 100);
      await()
          .atMost(PATIENCE)
          .until(
              () -> run.events().stream().anyMatch(each -> each.toString().contains("Retrying")));
      proxy.to(server.port());
      topics.sendInTurn(source, 4, 200, 100);
      await()
          .atMost(PATIENCE)
          .until(() -> Copy.judge(topics.all(target), 300, 4).missing().isEmpty());
      run.stop();
    }
    assertThat(Copy.judge(topics.all(target), 300, 4).disorder()).isEmpty();
  }

  /** The password stands in no output, whatever is wrong. */
  @Test
  void noOutputHasThePassword() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            pipeline("full", "url: \"" + url + "\", user: keeper, password: \"${PASS}\""));
    for (String password : List.of(PASSWORD, "some-" + PASSWORD)) {
      for (String verb : List.of("validate", "check", "run", "graph")) {
        Command command = Command.run(Map.of("PASS", password), verb, file.toString());
        assertThat(command.all()).doesNotContain(PASSWORD);
        boolean fine = password.equals(PASSWORD) || verb.equals("validate") || verb.equals("graph");
        assertThat(command.exit()).as(command.all()).isEqualTo(fine ? 0 : 3);
      }
    }
    Command literal =
        Command.run(
            Map.of(),
            "validate",
            Files.writeString(directory.resolve("q.yaml"), pipeline("full", postgres(url)))
                .toString());
    assertThat(literal.all()).contains("warning[literal-secret]").doesNotContain(PASSWORD);
  }
}
