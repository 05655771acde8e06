package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.PseudoTerminal;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a terminal sees of a run. */
class TerminalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);

  @AfterEach
  void close() {
    topics.close();
  }

  private String pipeline(String sync, String more) throws IOException {
    return Files.writeString(
            directory.resolve("p.yaml"),
            Yaml.pipeline(source)
                .sync(sync)
                .source("topics: [" + source + "]")
                .target("topic: " + target)
                .rest(more)
                .toString())
        .toString();
  }

  @Test
  void aLineAPipelineStaysBelowTheLogAndNothingIsLeftOfIt() throws IOException {
    topics.sendNumbered(source, 0, 0, 10);
    String file = pipeline("full+incremental", "");
    try (PseudoTerminal terminal =
        PseudoTerminal.start(directory, Map.of(), 120, 20, "run", file)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(terminal.screen())
                  .as(terminal.transcript())
                  .containsPattern(
                      source
                          + " +running +[0-9,]+/s +[0-9.]+ k?B/s +lag 0 +skipped 0"
                          + " +dead letters 0 +live"));
      assertThat(terminal.screen()).contains(source + "-0 starts at 0");
      assertThat(terminal.transcript()).contains("\u001b[32m"); // running is green
      terminal.signal("TERM");
      assertThat(terminal.await()).isZero();
      assertThat(terminal.screen())
          .doesNotContain("dead letters 0")
          .contains("pipeline", "stopped", "target=10", "the shell goes on: 0");
      assertThat(terminal.modesAfter()).isEqualTo(terminal.modesBefore());
      assertThat(terminal.transcript())
          .as("neither another screen, nor a hidden cursor, nor a scroll region, nor a question")
          .doesNotContain("\u001b[?1049h", "\u001b[?25l", "$p", "\u001b[6n", "\u001b[c")
          .doesNotContainPattern("\u001b\\[\\d+;\\d+r");
    }
  }

  /** The terminal shows ^C where the cursor rests: nothing of the line stays for it. */
  @Test
  void aKeyThatInterruptsLeavesNothingOfTheLine() throws IOException {
    String file = pipeline("full+incremental", "");
    try (PseudoTerminal terminal =
        PseudoTerminal.start(directory, Map.of(), 120, 20, "run", file)) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("running"));
      terminal.type("\u0003");
      int _ = terminal.await(); // the shell hears of the key, too
      assertThat(terminal.screen().lines())
          .as(terminal.screen())
          .anyMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d " + source + ": stopped.*"))
          .noneMatch(line -> line.contains("lag 0"));
    }
  }

  @Test
  void aFullSyncShowsHowFarItIsAndHowLongItTakes() throws IOException {
    for (int n = 0; n < 150_000; n += 10_000) {
      topics.sendNumbered(source, 0, n, 10_000);
    }
    String file = pipeline("full", "checkpoint: {records: 100}\nmemory: 8MiB");
    try (PseudoTerminal terminal =
        PseudoTerminal.start(directory, Map.of("NO_COLOR", "1"), 160, 20, "run", file)) {
      assertThat(terminal.await()).isZero();
      assertThat(terminal.transcript())
          .containsPattern("\\[#*-*\\] \\d+ %")
          .doesNotContain("\u001b[32m");
      assertThat(terminal.screen()).contains("completed", "target=150000");
    }
  }

  @Test
  void aRunnerThatIsKilledLeavesTheCursorBelowItsLines() throws IOException {
    String file = pipeline("incremental", "");
    try (PseudoTerminal terminal =
        PseudoTerminal.start(directory, Map.of(), 100, 20, "run", file)) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("running"));
      terminal.signal("KILL");
      assertThat(terminal.await()).isEqualTo(137);
      assertThat(terminal.screen().lines().filter(line -> line.startsWith("the shell goes on")))
          .as(terminal.screen())
          .hasSize(1);
      assertThat(terminal.modesAfter()).isEqualTo(terminal.modesBefore());
    }
  }

  @Test
  void aTerminalThatIsLostEndsNothing() throws IOException {
    String file = pipeline("incremental", "");
    try (PseudoTerminal terminal =
        PseudoTerminal.start(directory, Map.of(), 100, 20, "run", "--watch", file)) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("running"));
      ProcessHandle runner = terminal.application();
      terminal.lose();
      topics.sendNumbered(source, 0, 0, 5);
      await().atMost(PATIENCE).until(() -> topics.all(target).size() == 5);
      assertThat(runner.isAlive()).isTrue();
      runner.destroy();
      await().atMost(PATIENCE).until(() -> !runner.isAlive());
    }
  }

  @Test
  void aNarrowTerminalCutsLinesAndADumbOneGetsPlainOnes() throws IOException {
    String file = pipeline("incremental", "");
    try (PseudoTerminal terminal = PseudoTerminal.start(directory, Map.of(), 40, 20, "run", file)) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("running"));
      assertThat(terminal.screen()).doesNotContain("dead letters");
      terminal.signal("TERM");
      assertThat(terminal.await()).isZero();
    }
    try (PseudoTerminal dumb =
        PseudoTerminal.start(directory, Map.of("TERM", "dumb"), 120, 20, "run", file)) {
      await().atMost(PATIENCE).until(() -> dumb.transcript().contains("starts at"));
      dumb.signal("TERM");
      assertThat(dumb.await()).isZero();
      assertThat(dumb.transcript()).doesNotContain("\u001b");
    }
  }
}
