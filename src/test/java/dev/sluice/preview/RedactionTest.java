package dev.sluice.preview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.PipelineFilters;
import dev.sluice.definition.Variables;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Rehearsal;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline hides, its tools hide: in a record that is read, and in a captured one. */
class RedactionTest {
  private static final String RECORD =
      "{\"email\":\"ann@x\",\"ssn\":123456,\"deep\":{\"pin\":\"9876\",\"ok\":1},\"list\":[{\"pin\":\"5432\"}],\"id\":7}";

  @TempDir private Path directory;

  private record Shown(String read, String captured, String key) {
    String all() {
      return read + captured + key;
    }
  }

  private Shown shown(String rest, String key) throws IOException {
    Path file = directory.resolve("p.yaml");
    Files.writeString(
        file,
        BadFiles.SHOP
            + BadFiles.HEAD
            + rest
            + "\n"
            + (rest.contains("sources:") ? "" : BadFiles.OK));
    Validation validation =
        Validation.of(List.of(file), new Catalogue(), new Variables(Map.of(), false));
    assertThat(validation.isValid()).as("%s", validation.problems()).isTrue();
    Graph graph = validation.graphs().getFirst();
    Message message =
        new Message(
            new Partition("c", "a", 0),
            0,
            -1,
            0,
            key.getBytes(UTF_8),
            new Payload(RECORD.getBytes(UTF_8)),
            List.of(new Header("h", "header-content".getBytes(UTF_8))));
    Rehearsal.Outcome outcome =
        new Rehearsal(graph, new PipelineFilters(graph.pipeline()))
            .run(graph.pipeline().sources().getFirst().name(), Batch.of(message));
    Redaction.OfRecord shown = new Redaction(List.of(graph)).of(message, List.of(outcome));
    Message masked = shown.masked(message);
    return new Shown(
        shown.readValue(message),
        new String(masked.valueBytes(), UTF_8)
            + new String(masked.key(), UTF_8)
            + new String(masked.headers().getFirst().value(), UTF_8),
        shown.key(message));
  }

  @Test
  void whatIsMaskedInTheKeyAlone() throws IOException {
    assertThat(shown("filters: [{mask: {fields: [key], with: redact}}]", "ann@x").all())
        .doesNotContain("ann@x")
        .contains("123456");
    assertThat(
            shown("filters: [{key: value.email}, {mask: {fields: [key], with: redact}}]", "k")
                .all())
        .doesNotContain("ann@x");
    assertThat(
            shown(
                    "filters: [{key: 'value.email + \"/\" + string(value.ssn)'}, {mask: {fields: [key], with: redact}}]",
                    "k")
                .all())
        .doesNotContain("ann@x", "123456");
  }

  @Test
  void whatIsDroppedOrNotKept() throws IOException {
    assertThat(shown("filters: [{drop: [value.ssn, value.deep.pin, value.list.pin]}]", "k").all())
        .doesNotContain("123456", "9876", "5432")
        .contains("ann@x", "\"ok\":1");
    assertThat(shown("filters: [{keep: [value.id, value.deep.ok]}]", "k").all())
        .doesNotContain("123456", "9876", "5432", "ann@x")
        .contains("\"id\":7", "\"ok\":1");
    assertThat(shown("filters: [{rename: {value.ssn: number}}, {drop: [value.number]}]", "k").all())
        .doesNotContain("123456")
        .contains("ann@x");
  }

  @Test
  void whatIsMaskedIsHiddenInTheKeyAndTheHeadersThatItIsMadeOf() throws IOException {
    String mask = "{mask: {fields: [value.h], with: redact}}";
    assertThat(shown("filters: [{set: {value.h: 'key + \"!\"'}}, " + mask + "]", "the-key").all())
        .doesNotContain("the-key")
        .contains("header-content");
    assertThat(
            shown("filters: [{set: {value.h: 'headers[\"h\"][0] + \"!\"'}}, " + mask + "]", "k")
                .all())
        .doesNotContain("header-content");
    assertThat(
            shown(
                    "filters: [{headers: {x: value.email}}, {key: 'headers[\"x\"][0] + \"!\"'}, {mask: {fields: [key], with: redact}}]",
                    "k")
                .all())
        .doesNotContain("ann@x", "header-content");
    assertThat(
            shown(
                    "filters: [{key: 'value.email + \"!\"'}, {set: {value.h: key}}, " + mask + "]",
                    "k")
                .all())
        .doesNotContain("ann@x");
  }

  @Test
  void whatIsDroppedOnEveryWayThoughByDifferentFilters() throws IOException {
    String ways =
        """
        sources: {s: {connection: shop, topics: [a]}}
        filters: {d: {from: s, drop: [value.ssn, value.id]}, e: {from: s, drop: [value.ssn]}}
        targets: {t: {connection: shop, topic: t, from: [d, e]}}
        """;
    assertThat(shown(ways, "k").all()).doesNotContain("123456").contains("\"id\":7");
  }

  /** What one target gets is no secret of the pipeline; what none gets is. */
  @Test
  void whatSomeTargetGetsIsShown() throws IOException {
    assertThat(shown(fork("s"), "k").all()).contains("123456", "\"id\":7");
    assertThat(shown(fork("{from: s, drop: [value.ssn]}"), "k").all())
        .doesNotContain("123456")
        .contains("\"id\":7");
  }

  /** Two targets; the second one reads the source, or a filter of its own. */
  private static String fork(String second) {
    boolean filter = second.startsWith("{");
    return """
    sources: {s: {connection: shop, topics: [a]}}
    filters: {d: {from: s, drop: [value.ssn, value.id]}%s}
    targets: {t: {connection: shop, topic: t, from: d}, u: {connection: shop, topic: u, from: %s}}
    """
        .formatted(filter ? ", e: " + second : "", filter ? "e" : second);
  }
}
