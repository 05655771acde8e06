package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command line: what it prints, and its exit codes. */
class CommandLineIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;

  private Runner run(String... arguments) {
    return runners.start(directory, Map.of(), arguments);
  }

  /** What a runner leaves in its folder for temporary files, beside its own output. */
  private List<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("sluice-"))
          .toList();
    }
  }

  @Test
  void quickstartShowsARealRunAndLeavesNothingBehind() throws IOException {
    Runner quickstart = quickstart();
    assertThat(quickstart.await()).as(quickstart.err()).isZero();
    assertThat(quickstart.out())
        .contains(
            "Writing 1000 orders to the topic orders",
            "quickstart  completed  1000  710       0        0              target=290",
            "The first records of the topic orders.eu:",
            "\"region\":\"EU\"");
    assertThat(quickstart.err()).doesNotContain("Exception");
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void quickstartThatIsInterruptedLeavesNothingBehindEither() throws IOException {
    Runner quickstart = quickstart();
    await().atMost(PATIENCE).until(() -> !leftBehind().isEmpty());
    quickstart.signal("TERM");
    assertThat(quickstart.await()).isEqualTo(143);
    assertThat(leftBehind()).isEmpty();
    assertThat(quickstart.err()).isEmpty();
  }

  private Runner quickstart() {
    return runners.start(
        directory,
        Map.of(
            "SLUICE_HOME", Path.of("").toAbsolutePath().toString(),
            "SLUICE_BROKER_CLASSPATH", TestBroker.classPath("sluice.broker.classpath")),
        "quickstart");
  }

  /** Whenever it comes: as the first process of a container it would be killed otherwise. */
  @Test
  void aSignalWhileTheRunnerStartsIsNotLost() throws Exception {
    try (Topics topics = new Topics(TestBroker.shared().bootstrapServers())) {
      String source = topics.create("starting", 1);
      Path file =
          Files.writeString(
              directory.resolve("starting.yaml"),
              Yaml.pipeline(source)
                  .source("topics: [" + source + "]")
                  .target("topic: " + topics.create("starting-copy", 1))
                  .toString());
      for (int turn = 0; turn < 24; turn++) {
        Runner runner = run("run", file.toString());
        Thread.sleep(100 * turn);
        runner.signal(turn % 2 == 0 ? "TERM" : "INT");
        assertThat(runner.await()).as("after %d ms", 100 * turn).isIn(0, 130, 143);
      }
    }
  }

  @Test
  void quickstartOutsideOfACheckoutSaysWhatItNeeds() {
    Runner quickstart =
        runners.start(
            directory,
            Map.of("SLUICE_HOME", directory.toString(), "SLUICE_BROKER_CLASSPATH", ""),
            "quickstart");
    assertThat(quickstart.await()).isEqualTo(3);
    assertThat(quickstart.err()).contains("needs a checkout");
  }

  @Test
  void theExamplesAreValid() {
    Runner validate = run("validate", "pipelines/quickstart");
    assertThat(validate.await()).isZero();
    assertThat(validate.out()).isEqualTo("1 pipeline, 1 connection: valid\n");
    Runner json = run("validate", "--format", "json", "pipelines/quickstart");
    assertThat(json.await()).isZero();
    assertThat(json.out())
        .isEqualTo("{\n  \"problems\" : [ ],\n  \"errors\" : 0,\n  \"warnings\" : 0\n}\n");
  }

  @Test
  void aBadFileIsExit2WithAllItsProblems() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("bad.yaml"),
            "apiVersion: sluice/v1\nkind: Pipeline\nname: p\nsync: fool\nsource: {topics: [a]}\n");
    for (String verb : new String[] {"validate", "run", "graph"}) {
      Runner runner = run(verb, file.toString());
      assertThat(runner.await()).isEqualTo(2);
      assertThat(runner.out() + runner.err())
          .contains(
              file + ":4:7: error[wrong-value] sync: \"fool\" is not allowed",
              "\"connection\" is missing",
              "\"target\" is missing",
              "3 errors, 0 warnings in 1 file")
          .doesNotContain("Exception");
    }
  }

  @Test
  void usageIsExit2() {
    Runner nothing = run();
    assertThat(nothing.await()).isEqualTo(2);
    assertThat(nothing.err()).contains("Usage: sluice", "run", "validate", "graph", "quickstart");
    Runner unknown = run("fly");
    assertThat(unknown.await()).isEqualTo(2);
    assertThat(unknown.err()).doesNotContain("Exception");
    Runner help = run("run", "--help");
    assertThat(help.await()).isZero();
    assertThat(help.out()).contains("Usage: sluice run", "Example:");
  }

  @Test
  void aBrokerThatIsAwayIsRetriedAndThenExit3() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path file =
        Files.writeString(
            directory.resolve("away.yaml"),
            """
            apiVersion: sluice/v1
            kind: Pipeline
            name: away
            sync: full
            source: {connection: {kafka: {bootstrapServers: "localhost:%d"}}, topics: [a]}
            target: {connection: {kafka: {bootstrapServers: "localhost:%d"}}}
            """
                .formatted(port, port));
    Runner runner = run("run", "--retry-for", "1s", "--format", "json", file.toString());
    assertThat(runner.await()).isEqualTo(3);
    assertThat(runner.err())
        .contains("away: retrying in ", "localhost:" + port, "Connection refused")
        .doesNotContain("Exception");
    assertThat(runner.out())
        .contains("\"state\" : \"failed\"", "\"code\" : \"unreachable\"", "\"read\" : 0");
  }

  @Test
  void aPipelineOfAnotherAgentIsLeftToIt() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("edge.yaml"),
            """
            apiVersion: sluice/v1
            kind: Pipeline
            name: edge
            sync: full
            agent: edge-7
            source: {connection: {kafka: {bootstrapServers: "localhost:1"}}, topics: [a]}
            target: {connection: {kafka: {bootstrapServers: "localhost:1"}}}
            """);
    Runner runner = run("run", file.toString());
    assertThat(runner.await()).isZero();
    assertThat(runner.err()).contains("edge: left to agent edge-7", "no pipeline for this runner");
  }
}
