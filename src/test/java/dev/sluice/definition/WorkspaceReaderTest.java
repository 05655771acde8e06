package dev.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Severity;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are right. */
class WorkspaceReaderTest {
  private static final String CONNECTION =
      "apiVersion: sluice/v1\nkind: Connection\nname: shop\nkafka: {bootstrapServers: 'a:1, b:2'}\n";

  @TempDir private Path directory;

  private Validation read(Map<String, String> variables, boolean required) {
    return Validation.of(List.of(directory), new Catalogue(), new Variables(variables, required));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void documentsOfManyFilesAreOneWorkspace() throws IOException {
    write("connections/shop.yml", CONNECTION);
    write(
        "orders.yaml",
        "apiVersion: sluice/v1\nkind: Pipeline\nname: orders\nsync: full\n"
            + "source: {connection: shop, topics: [a]}\ntarget: {connection: shop, topic: b}\n");
    write("drafts/broken.yaml", "]");
    write("notes.txt", "not read");
    write(".sluiceignore", "# not yet\ndrafts/\n");
    Validation validation = read(Map.of(), true);
    assertThat(validation.problems()).isEmpty();
    assertThat(validation.workspace().files()).hasSize(2);
    PipelineDefinition pipeline = validation.workspace().pipelines().getFirst();
    assertThat(pipeline.id()).isEqualTo("orders");
    assertThat(pipeline.checkpoint().store()).isEqualTo("kafka_topic");
    assertThat(pipeline.checkpoint().connection().name()).isEqualTo("shop");
  }

  /** The folder as Kubernetes mounts a config map: every file is a link into a dated folder. */
  @Test
  void aRelativeKrb5ConfIsAnotherFileInAnotherFolder() throws IOException {
    String kerberos =
        "apiVersion: sluice/v1\nkind: Connection\nname: %s\nkafka: {bootstrapServers: \"b:1\", kerberos: {principal: u@A, keytab: k, krb5Conf: %s}}\n";
    write("a/one.yaml", kerberos.formatted("one", "krb5.conf"));
    write("b/two.yaml", kerberos.formatted("two", "krb5.conf"));
    write("b/three.yaml", kerberos.formatted("three", "../a/krb5.conf"));
    assertThat(read(Map.of(), true).problems())
        .filteredOn(problem -> problem.code() == ProblemCode.KRB5_CONFLICT)
        .singleElement()
        .satisfies(problem -> assertThat(problem.location().file()).endsWith("b/two.yaml"));
  }

  @Test
  void aMountedConfigMapIsReadOnce() throws IOException {
    write("..2026_11_24/c.yaml", CONNECTION);
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_11_24"));
    Files.createSymbolicLink(directory.resolve("c.yaml"), Path.of("..data/c.yaml"));
    write(".github/workflows/test.yml", "on: push\n");
    Validation validation = read(Map.of(), true);
    assertThat(validation.problems()).isEmpty();
    assertThat(validation.workspace().files()).hasSize(1);
    assertThat(validation.workspace().connections()).hasSize(1);
  }

  @Test
  void anchorsMergesAndYamlsWordsAreWhatTheyLookLike() throws IOException {
    write(
        "p.yaml",
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: orders
        id: no
        labels: {on: off, size: 010}
        sync: full
        source: &end
          connection: &c {kafka: {bootstrapServers: "localhost:9092"}}
          topics: [yes, 123]
        target:
          <<: {acks: leader, compression: gzip}
          acks: all_isr
          connection: *c
        """);
    Validation validation = read(Map.of(), true);
    assertThat(validation.problems()).isEmpty();
    PipelineDefinition pipeline = validation.workspace().pipelines().getFirst();
    assertThat(pipeline.id()).isEqualTo("no");
    assertThat(pipeline.labels()).isEqualTo(Map.of("on", "off", "size", "010"));
    assertThat(pipeline.sources().getFirst().settings().written("topics")).isEqualTo("yes, 123");
    assertThat(pipeline.targets().getFirst().settings().written("acks")).isEqualTo("all_isr");
    assertThat(pipeline.targets().getFirst().settings().written("compression")).isEqualTo("gzip");
  }

  @Test
  void variablesStandForValuesAndNeverForStructure() throws IOException {
    write("secret", "pa\"ss\n");
    write(
        "p.yaml",
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: "${NAME:orders}"
        description: "$${NAME} is ${NAME:x}, ${EVIL}, ${file:secret}"
        sync: full
        source: {connection: {kafka: {bootstrapServers: "${BROKER:localhost:9092}"}}, topics: [a]}
        target: {connection: {kafka: {bootstrapServers: "localhost:9092"}}}
        """);
    Validation validation = read(Map.of("EVIL", "x: [1"), true);
    assertThat(validation.problems()).isEmpty();
    PipelineDefinition pipeline = validation.workspace().pipelines().getFirst();
    assertThat(pipeline.name()).isEqualTo("orders");
    assertThat(pipeline.description()).isEqualTo("${NAME} is x, x: [1, pa\"ss");
  }

  @Test
  void whereSecretsAreAbsentAnUnsetVariableIsANote() throws IOException {
    write(
        "p.yaml",
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: orders
        sync: full
        memory: "${MEMORY}"
        source: {connection: {kafka: {bootstrapServers: "${BROKER}"}}, topics: [a]}
        target: {connection: {kafka: {bootstrapServers: "${BROKER}"}}}
        """);
    Validation validation = read(Map.of(), false);
    assertThat(validation.isValid()).isTrue();
    assertThat(validation.count(Severity.NOTE)).isEqualTo(3);
    assertThat(validation.graphs()).hasSize(1);
  }

  @Test
  void theFingerprintFollowsTheMeaningNotTheLayout() throws IOException {
    String one =
        "apiVersion: sluice/v1\nkind: Pipeline\nname: p\nsync: full\n"
            + "source: {connection: {kafka: {bootstrapServers: \"a:1\"}}, topics: [a]}\n"
            + "target: {connection: {kafka: {bootstrapServers: \"a:1\"}}}\n";
    String other =
        "# a comment\nkind: Pipeline\napiVersion: sluice/v1\nname: p\ndescription: new words\nsync: full\n"
            + "target:\n  connection: {kafka: {bootstrapServers: 'a:1'}}\n"
            + "source:\n  topics: [a]\n  connection: {kafka: {bootstrapServers: 'a:1'}}\n";
    write("p.yaml", one);
    String first = read(Map.of(), true).workspace().pipelines().getFirst().fingerprint();
    write("p.yaml", other);
    assertThat(read(Map.of(), true).workspace().pipelines().getFirst().fingerprint())
        .isEqualTo(first);
    write("p.yaml", other.replace("[a]", "[b]"));
    assertThat(read(Map.of(), true).workspace().pipelines().getFirst().fingerprint())
        .isNotEqualTo(first);
  }

  private List<String> problems(Path... paths) {
    return Validation.of(List.of(paths), new Catalogue(), new Variables(Map.of(), true))
        .problems()
        .stream()
        .map(problem -> problem.toString().replace(directory.toString(), "."))
        .toList();
  }

  @Test
  void aFileIsReadOnceHoweverItIsSpelt() throws IOException {
    write("c.yaml", CONNECTION);
    Files.createSymbolicLink(directory.resolve("link.yaml"), Path.of("c.yaml"));
    Files.createDirectories(directory.resolve("below"));
    Files.createSymbolicLink(directory.resolve("below/up"), Path.of(".."));
    Path around = directory.resolve("below").resolve("..").resolve("c.yaml");
    assertThat(problems(directory, around, directory.resolve("c.yaml"))).isEmpty();
  }

  @Test
  void aLinkedDirectoryIsReadAndALinkThatLeadsNowhereIsAnError() throws IOException {
    write("real/c.yaml", CONNECTION);
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
    assertThat(problems(link)).isEmpty();
    Files.createSymbolicLink(directory.resolve("real/gone.yaml"), Path.of("nowhere"));
    assertThat(problems(link))
        .containsExactly("./link/gone.yaml: error[unreadable-file] is a link that leads nowhere");
  }

  @Test
  void aBadGlobAndAnEmptyPathAreErrors() throws IOException {
    write("c.yaml", CONNECTION);
    write(".sluiceignore", "drafts/\n[\n");
    assertThat(problems(directory))
        .containsExactly(
            "./.sluiceignore:2:1: error[wrong-value] \"[\" is not a glob."
                + " Expected a file's name or path, with * and ? for what varies");
    assertThat(problems(Path.of(""))).containsExactly("\"\": error[unreadable-file] is no path");
  }
}
