package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.Variables;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of graphs. */
class DrawingTest {
  @TempDir private Path directory;

  private Graph graph(String stages) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            apiVersion: sluice/v1
            kind: Connection
            name: shop
            kafka: {bootstrapServers: "localhost:9092"}
            ---
            apiVersion: sluice/v1
            kind: Pipeline
            name: orders
            sync: full
            """
                + stages);
    Validation validation =
        Validation.of(
            List.of(file), new Catalogue(), new Variables(Map.of("REGION", "s3cr3t"), true));
    assertThat(validation.problems()).isEmpty();
    return validation.graphs().getFirst();
  }

  private static final String DIAMOND =
      """
      sources: {orders: {connection: shop, topics: [orders, refunds]}}
      filters:
        eu: {from: orders, where: 'value.region == "${REGION}"'}
        large: {from: eu, where: value.amount > 1000}
      targets:
        end: {from: [eu, large], connection: shop, topic: eu.all}
      """;

  @Test
  void text() throws IOException {
    assertThat(Drawing.TEXT.draw(graph(DIAMOND)))
        .isEqualTo(
            """
            orders
              source  orders  (shop: orders, refunds)
              filter  eu      <- orders  (value.region == "${REGION}")
              filter  large   <- eu  (value.amount > 1000)
              target  end     <- eu, large  (shop: eu.all)
            """);
  }

  @Test
  void mermaid() throws IOException {
    assertThat(Drawing.MERMAID.draw(graph(DIAMOND)))
        .isEqualTo(
            """
            flowchart LR
              s0[("orders<br/>shop: orders, refunds")]
              s1{{"eu<br/>value.region == &quot;${REGION}&quot;"}}
              s2{{"large<br/>value.amount &gt; 1000"}}
              s3[/"end<br/>shop: eu.all"/]
              s0 --> s1
              s1 --> s2
              s1 --> s3
              s2 --> s3
            """);
  }

  @Test
  void dot() throws IOException {
    assertThat(Drawing.DOT.draw(graph(DIAMOND)))
        .contains(
            "digraph \"orders\" {",
            "\"eu\" [shape=hexagon, label=\"eu\\nvalue.region == \\\"${REGION}\\\"\"];",
            "\"large\" -> \"end\";");
  }

  @Test
  void theShortFormIsTheGraphThatItStandsFor() throws IOException {
    Graph graph =
        graph(
            """
            source: {connection: shop, topics: [a]}
            filters: [{where: offset > 1}, {where: offset > 2}]
            target: {connection: shop, topic: out}
            """);
    assertThat(graph.order().stream().map(stage -> stage.name()))
        .containsExactly("source", "filter-1", "filter-2", "target");
    assertThat(graph.readersOf("filter-1")).containsExactly("filter-2");
  }
}
