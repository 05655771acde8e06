package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs of somebody who writes and reviews pipelines, without a broker. */
class ReviewVerbsTest {
  @TempDir private Path directory;

  private static Command run(String... arguments) {
    return Command.run(Map.of(), arguments);
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git", "-C", directory.toString(), "-c", "user.name=t", "-c", "user.email=t@t"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", command).isZero();
  }

  private Path pipelines() {
    return directory.resolve("pipelines");
  }

  private void edit(String file, String from, String to) throws IOException {
    Path path = pipelines().resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  @Test
  void initWritesWhatIsValidTestedAndNeverOverwrites() throws IOException {
    String folder = pipelines().toString();
    assertThat(run("init", folder).exit()).isZero();
    assertThat(run("validate", "--strict", folder).exit()).isZero();
    Command test = run("test", "--min-coverage", "100", folder);
    assertThat(test.exit()).as(test.all()).isZero();

    edit("orders.yaml", "EU", "DE");
    Command again = run("init", folder);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
    assertThat(Files.readString(pipelines().resolve("orders.yaml"))).contains("DE");
    assertThat(run("test", folder).exit()).isEqualTo(1);
  }

  @Test
  void initThatCannotWriteIsExit3AndSaysWhy() throws IOException {
    Files.createDirectories(pipelines());
    Path elsewhere = directory.resolve("elsewhere");
    Files.createSymbolicLink(pipelines().resolve("orders.yaml"), elsewhere);
    Command refused = run("init", pipelines().toString());
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("cannot be written: it is there already");
    assertThat(pipelines().resolve("orders.yaml")).isSymbolicLink();
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void theLeastCoverageIsAGate() throws IOException {
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    Files.delete(pipelines().resolve("orders.test.yaml"));
    Command none = run("test", "--min-coverage", "1", pipelines().toString());
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("The coverage is 0 %, and --min-coverage asks for 1 %");
    assertThat(none.out()).contains("orders-eu: filter-1 passes", "orders-eu: filter-2 runs");
    assertThat(run("test", "--min-coverage", "101", pipelines().toString()).exit()).isEqualTo(2);
  }

  @Test
  void planComparesWithAGitRevision() throws IOException, InterruptedException {
    git("init", "-q", "-b", "main");
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    git("add", ".");
    git("commit", "-q", "-m", "first");
    edit("orders.yaml", "value.amount > 100", "value.amount > 50");
    Files.writeString(
        pipelines().resolve("copy.yaml"),
        Files.readString(pipelines().resolve("orders.yaml")).replace("name: orders-eu", "name: b"));

    Command plan =
        run("plan", "--offline", "--exit-code", "--against", "main", pipelines().toString());
    assertThat(plan.exit()).as(plan.all()).isEqualTo(4);
    assertThat(plan.out())
        .contains("orders-eu: changed")
        .contains("filters[0].where")
        .contains("b: new")
        .endsWith("1 pipeline changed, 1 new\n");

    Files.delete(pipelines().resolve("orders.yaml"));
    Files.delete(pipelines().resolve("orders.test.yaml"));
    Files.delete(pipelines().resolve("copy.yaml"));
    Command removed = run("plan", "--offline", "--against", "main", pipelines().toString());
    assertThat(removed.out()).contains(pipelines() + "/orders.yaml: orders-eu: removed");

    for (String useless : List.of("", directory + "/empty")) {
      Files.createDirectories(directory.resolve("empty"));
      Command nothing = run("plan", "--offline", "--against", useless, directory.toString());
      assertThat(nothing.exit()).as(nothing.all()).isEqualTo(2);
    }
    Command gate =
        run("plan", "--offline", "--fail-on", "skips", "--against", "main", directory.toString());
    assertThat(gate.exit()).isEqualTo(2);
    assertThat(gate.err()).contains("--fail-on needs the brokers");
    Command wrong = run("plan", "--offline", "--against", "no-such", pipelines().toString());
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("git does not know the revision \"no-such\"");
    assertThat(run("plan", "--offline", "--against", "--upload-pack=x", ".").exit()).isEqualTo(2);
  }

  @Test
  void aRevisionWithErrorsIsComparedAsFarAsItCanBe() throws IOException, InterruptedException {
    git("init", "-q", "-b", "main");
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    edit("orders.yaml", "where:", "wher:");
    git("add", ".");
    git("commit", "-q", "-m", "broken");
    edit("orders.yaml", "wher:", "where:");
    Command plan = run("plan", "--offline", "--against", "main", pipelines().toString());
    assertThat(plan.exit()).isZero();
    assertThat(plan.err()).contains(pipelines() + "/orders.yaml:", "unknown key \"wher\"");
  }

  @Test
  void noSecretIsShownInAPlan() throws IOException {
    Path before = Files.createDirectory(directory.resolve("before"));
    Path after = Files.createDirectory(directory.resolve("after"));
    String pipeline =
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: p
        sync: full
        source: {connection: {kafka: {bootstrapServers: "a:1", sasl: {mechanism: PLAIN, username: u, password: "%s"}}}, topics: [a]}
        filters: [{mask: {fields: [value.x], with: hmac_sha256, secret: "%s"}}]
        target: {connection: {kafka: {bootstrapServers: "a:1"}}, topic: b}
        """;
    Files.writeString(before.resolve("p.yaml"), pipeline.formatted("secret-one", "secret-two"));
    Files.writeString(after.resolve("p.yaml"), pipeline.formatted("secret-three", "${X}"));
    for (String format : List.of("text", "json", "markdown", "github")) {
      Command plan =
          run(
              "plan",
              "--offline",
              "--format",
              format,
              "--against",
              before.toString(),
              after.toString());
      assertThat(plan.all()).doesNotContain("secret-").contains("p");
    }
    assertThat(run("plan", "--offline", "--against", before.toString(), after.toString()).out())
        .contains("source.connection.kafka.sasl.password  (a secret) -> (a secret)")
        .contains("filters[0].mask.secret");
  }

  /** Whatever a variable stands for, wherever it stands. */
  @Test
  void noVariableIsResolvedInAPlan() throws IOException {
    Path before = Files.createDirectory(directory.resolve("before"));
    Path after = Files.createDirectory(directory.resolve("after"));
    String pipeline =
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: p
        sync: full
        source:
          connection:
            kafka:
              bootstrapServers: "a:1"
              sasl: {mechanism: PLAIN, username: u, password: "%s"}
              properties: {ssl.key.password: "${KEY}", ssl.cipher.suites: "literal-%s"}
          topics: [a]
        filters:
          - set: {value.t: "'${API}' + '%s'"}
          - headers: {h: "'${API}'", i: "'%s'"}
        target: {connection: {kafka: {bootstrapServers: "a:1", properties: {sasl.oauthbearer.token: "open-%s"}}}, topic: b}
        """;
    Files.writeString(
        before.resolve("p.yaml"), pipeline.formatted("${PW:default-secret}", 1, 1, 1, 1));
    Files.writeString(after.resolve("p.yaml"), pipeline.formatted("x${PW}", 2, 2, 2, 2));
    Map<String, String> environment =
        Map.of("KEY", "resolved-key", "API", "resolved-api", "PW", "resolved-pw");
    for (String format : List.of("text", "json", "markdown", "github")) {
      Command plan =
          Command.run(
              environment,
              "plan",
              "--offline",
              "--format",
              format,
              "--against",
              before.toString(),
              after.toString());
      assertThat(plan.all())
          .doesNotContain("resolved-", "default-secret", "open-")
          .contains("${API}");
    }
  }

  @Test
  void whatMeansTheSameIsUnchanged() throws IOException {
    Path before = Files.createDirectory(directory.resolve("before"));
    Path after = Files.createDirectory(directory.resolve("after"));
    Files.writeString(
        before.resolve("p.yaml"),
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: p
        sync: full
        source: {connection: {kafka: {bootstrapServers: "a:1,b:1", properties: {x: 1, y: 2}}}, topics: [a, b]}
        filters: [{where: 'value.a==1&&value.b in ["x  y"]'}]
        target: {connection: {kafka: {bootstrapServers: "a:1"}}, topic: c, createTopic: {partitions: 3, config: {r: 1, s: 2}}}
        """);
    String same =
        """
        # another layout
        kind: Pipeline
        apiVersion: sluice/v1
        name: p
        id: p
        description: words
        sync: full
        source:
          topics: [b, a]
          discovery: 30000ms
          connection: {kafka: {properties: {y: "2", x: "1"}, bootstrapServers: ["b:1", "a:1"]}}
        filters:
          - where: >-
              value.a == 1
              && value.b in ["x  y"]
        target: {topic: c, acks: most_isr, createTopic: {config: {s: 2, r: 1}}, connection: {kafka: {bootstrapServers: "a:1"}}}
        """;
    Files.writeString(after.resolve("p.yaml"), same);
    Command plan =
        run("plan", "--offline", "--exit-code", "--against", before.toString(), after.toString());
    assertThat(plan.exit()).as(plan.all()).isZero();

    Files.writeString(after.resolve("p.yaml"), same.replace("x  y", "x y"));
    assertThat(
            run(
                    "plan",
                    "--offline",
                    "--exit-code",
                    "--against",
                    before.toString(),
                    after.toString())
                .exit())
        .isEqualTo(4);
  }

  private int planned(String before, String after) throws IOException {
    Path was = Files.writeString(directory.resolve("was.yaml"), pipeline(before));
    Path is = Files.writeString(directory.resolve("is.yaml"), pipeline(after));
    return run("plan", "--offline", "--exit-code", "--against", was.toString(), is.toString())
        .exit();
  }

  private static String pipeline(String rest) {
    return """
    apiVersion: sluice/v1
    kind: Pipeline
    name: p
    sync: full
    source: {connection: {kafka: {bootstrapServers: "a:1", PROPERTIES}}, topics: [a]}
    target: {connection: {kafka: {bootstrapServers: "a:1"}}, topic: c}
    """
            .replace("PROPERTIES", rest.startsWith("properties") ? rest : "properties: {}")
        + (rest.startsWith("properties") ? "" : rest + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // what a name, a text or an entry consists of
        "filters: [{where: 'value.`a b` == 1'}] | filters: [{where: 'value.`ab` == 1'}] | 4",
        "properties: {a: '1, b: 2'} | properties: {a: '1', b: '2'} | 4",
        "properties: {a: '1', b: '2'} | properties: {b: '2', a: '1'} | 0",
        "labels: {a: '1, b: 2'} | labels: {a: '1', b: '2'} | 0",
        // what is done one after the other
        "filters: [{set: {value.a: '1', value.b: '2'}}] | filters: [{set: {value.b: '2', value.a: '1'}}] | 4",
        "filters: [{headers: {a: '1', b: '2'}}] | filters: [{headers: {b: '2', a: '1'}}] | 4",
        "filters: [{headers: {a: '\"${X}\"', b: '2'}}] | filters: [{headers: {b: '2', a: '\"${X}\"'}}] | 4",
        "filters: [{drop: [value.a]}, {where: 'has(value.a)'}] | filters: [{where: 'has(value.a)'}, {drop: [value.a]}] | 4",
        "filters: [{rename: {value.a: x, value.b: y}}] | filters: [{rename: {value.b: y, value.a: x}}] | 0",
        "filters: [{keep: [value.a, value.b]}] | filters: [{keep: [value.b, value.a]}] | 0",
        "filters: [{where: 'value.a  ==  1'}] | filters: [{where: value.a == 1}] | 0",
      })
  void whatIsCalledUnchangedIs(String before, String after, int exit) throws IOException {
    assertThat(planned(before, after)).isEqualTo(exit);
    assertThat(planned(before, before)).isZero();
  }

  @Test
  void aFolderThatIsALinkIsComparedAsWhatItLeadsTo() throws IOException, InterruptedException {
    git("init", "-q");
    assertThat(run("init", directory.resolve("real").toString()).exit()).isZero();
    Path all = Files.createDirectory(pipelines());
    Files.createSymbolicLink(directory.resolve("again"), Path.of("real"));
    Files.createSymbolicLink(all.resolve("linked"), Path.of("../again"));
    Path sub = Files.createDirectory(directory.resolve("sub"));
    Files.writeString(
        sub.resolve("q.yaml"), pipeline("properties: {}").replace("name: p", "name: q"));
    for (String circle : List.of("l1", "l2", "l3")) {
      Files.createSymbolicLink(sub.resolve(circle), Path.of("../sub"));
    }
    Files.createSymbolicLink(all.resolve("sub"), Path.of("../sub"));
    Files.createSymbolicLink(all.resolve("r.yaml"), Path.of("sub/q.yaml"));
    git("add", "-A");
    git("commit", "-q", "-m", "first");
    Command same = run("plan", "--offline", "--exit-code", "--against", "HEAD", all.toString());
    assertThat(same.exit()).as(same.all()).isZero();
    Path link = Files.createSymbolicLink(directory.resolve("outer"), all);
    Command through = run("plan", "--offline", "--exit-code", "--against", "HEAD", link.toString());
    assertThat(through.exit()).as(through.all()).isZero();
  }

  @Test
  void aNameThatIsAFolderAndABranchIsAskedAbout() throws IOException, InterruptedException {
    git("init", "-q", "-b", "pom.xml");
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    git("add", "-A");
    git("commit", "-q", "-m", "first");
    // pom.xml is a file where this runs, too
    Command plan = run("plan", "--offline", "--against", "pom.xml", pipelines().toString());
    assertThat(plan.exit()).isEqualTo(2);
    assertThat(plan.err()).contains("./pom.xml", "refs/heads/pom.xml");
    Command branch =
        run("plan", "--offline", "--against", "refs/heads/pom.xml", pipelines().toString());
    assertThat(branch.exit()).as(branch.all()).isZero();
  }

  @Test
  void whatGitRefusesIsToldInItsOwnWords() throws IOException, InterruptedException {
    git("init", "-q");
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    git("add", "-A");
    git("commit", "-q", "-m", "first");
    Files.writeString(directory.resolve(".git/config"), "[core]\n  repositoryformatversion = 99\n");
    Command plan = run("plan", "--offline", "--against", "HEAD", pipelines().toString());
    assertThat(plan.exit()).isEqualTo(2);
    assertThat(plan.err()).contains("git cannot read", "99").doesNotContain("in no git repository");
  }

  @Test
  void noTestIsLoudAndCanBeAnError() throws IOException {
    Path file = Files.writeString(directory.resolve("p.yaml"), pipeline("properties: {}"));
    Command quiet = run("test", file.toString());
    assertThat(quiet.exit()).isZero();
    assertThat(quiet.err()).contains("nothing was tested", "--require-tests");
    assertThat(run("test", "--require-tests", file.toString()).exit()).isEqualTo(1);
  }

  @Test
  void anotherSecretOrPlaceOfTheCheckpointsIsAChange() throws IOException {
    Path before = Files.createDirectory(directory.resolve("before"));
    Path after = Files.createDirectory(directory.resolve("after"));
    String pipeline =
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: p
        sync: full
        source: {connection: {kafka: {bootstrapServers: "a:1"}}, topics: [a]}
        filters: [{mask: {fields: [value.x], with: hmac_sha256, secret: %s}}]
        target: {connection: {kafka: {bootstrapServers: "a:1"}}, topic: b}
        checkpoint: {connection: {kafka: {bootstrapServers: "%s"}}}
        """;
    Files.writeString(before.resolve("p.yaml"), pipeline.formatted("old", "a:1"));
    Files.writeString(after.resolve("p.yaml"), pipeline.formatted("new", "c:1"));
    assertThat(run("plan", "--offline", "--against", before.toString(), after.toString()).out())
        .contains("filters[0].mask.secret  (a secret) -> (a secret): records already delivered")
        .containsPattern("checkpoint.connection +a:1 -> c:1: the positions in the old store");
  }

  /** Whoever asks for a machine's format gets it, whatever is wrong. */
  @Test
  void whatIsNotValidIsToldInTheFormatThatWasAskedFor() throws IOException {
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    edit("orders.yaml", "where:", "wher:");
    for (String verb : List.of("test", "plan")) {
      Command json = run(verb, "--format", "json", pipelines().toString());
      assertThat(json.exit()).isEqualTo(2);
      assertThat(json.out()).startsWith("{").contains("\"unknown-key\"");
      assertThat(run(verb, "--format", "github", pipelines().toString()).out())
          .startsWith("::error file=");
    }
    assertThat(run("test", "--format", "junit", pipelines().toString()).out()).startsWith("<?xml");
    assertThat(run("test", pipelines().toString()).err()).contains("unknown key \"wher\"");
  }

  @Test
  void testTakesOnePipelineOrSaysThatThereIsNone() throws IOException {
    assertThat(run("init", pipelines().toString()).exit()).isZero();
    assertThat(run("test", "--pipeline", "orders-eu", pipelines().toString()).out())
        .contains("1 passed");
    Command other = run("test", "--pipeline", "order-eu", pipelines().toString());
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("Did you mean \"orders-eu\"?");
    Files.delete(pipelines().resolve("orders.test.yaml"));
    assertThat(run("test", pipelines().toString()).err()).contains("There is no test");
  }

  @Test
  void aVerbThatIsMisspeltIsGuessed() {
    Command wrong = run("vaildate");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("Did you mean: sluice validate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionKnowsEveryVerb(String shell) {
    Command completion = run("completion", shell);
    assertThat(completion.exit()).isZero();
    Command.line()
        .getSubcommands()
        .keySet()
        .forEach(verb -> assertThat(completion.out()).contains(verb));
    assertThat(completion.out()).contains("min-coverage");
  }

  @Test
  void theScriptForBashIsOne() throws IOException, InterruptedException {
    Path script = Files.writeString(directory.resolve("c.sh"), run("completion", "bash").out());
    Process bash =
        new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
    assertThat(
            new String(
                bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(bash.waitFor()).isZero();
  }

  @Test
  void everyVerbHasAnExample() {
    Stream<picocli.CommandLine> verbs = Command.line().getSubcommands().values().stream();
    verbs.forEach(verb ->
        assertThat(String.join(" ", verb.getCommandSpec().usageMessage().footer()))
            .as(verb.getCommandName())
            .contains("Example"));
  }
}
