package dev.sluice.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.PipelineFilters;
import dev.sluice.definition.Variables;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.review.Validation;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Reject;
import dev.sluice.stage.Verdicts;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.Outline;
import dev.sluice.value.Shapes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What becomes of one record between reader and writer, part by part. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InnerParts {
  private static final int RECORDS = 256;
  private static final JsonFactory JACKSON = new JsonFactory();

  /** The records' size. */
  @Param({"SMALL", "LARGE"})
  public String orders;

  private byte[][] values;
  private Filter gate;
  private Filter where;
  private Filter runtime;
  private Filter mask;
  private final Shapes shapes = new Shapes();
  private int next;

  /** Makes records and filters. */
  @Setup
  public void prepare() {
    values = new byte[RECORDS][];
    for (int i = 0; i < RECORDS; i++) {
      values[i] = Orders.valueOf(orders).value(i);
    }
    PipelineFilters filters = new PipelineFilters(validated().graphs().getFirst().pipeline());
    gate = filters.gate("in");
    where = filters.filter("where");
    runtime = filters.filter("runtime");
    mask = filters.filter("mask");
  }

  private static Validation validated() {
    String yaml =
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: parts
        sync: full
        sources: {in: {connection: {kafka: {bootstrapServers: "localhost:1"}}, topics: [orders]}}
        filters:
          where: {from: in, where: 'value.status == "paid"'}
          runtime: {from: in, where: 'value.status in ["paid"]'}
          mask: {from: in, mask: {fields: [value.customer.email], with: redact}}
        targets: {out: {from: [where, runtime, mask], connection: {kafka: {bootstrapServers: "localhost:1"}}, topic: out}}
        """;
    try {
      Path file = Files.createTempFile("parts", ".yaml");
      Files.writeString(file, yaml);
      Validation validation =
          Validation.of(List.of(file), new Catalogue(), new Variables(Map.of(), true));
      Files.delete(file);
      return validation;
    } catch (IOException e) {
      throw new UncheckedIOException("writing the pipeline", e);
    }
  }

  private byte[] value() {
    next = (next + 1) % RECORDS;
    return values[next];
  }

  private Message message() {
    return new Message(
        new Partition("c", "orders", 0), next, -1, 0, null, new Payload(value()), List.of());
  }

  /** The check of a value that nobody looks into. */
  @Benchmark
  public boolean check() {
    return shapes.recognises(value());
  }

  /** The same of a value that is built like none before. */
  @Benchmark
  public boolean checkOfOtherShape() {
    return Outline.isOf(value());
  }

  /** To compare with: Jackson's streaming parser goes through all tokens. */
  @Benchmark
  public int jacksonTokens() throws IOException {
    int tokens = 0;
    try (JsonParser parser = JACKSON.createParser(value())) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  /** The tree, for filters that change a value. */
  @Benchmark
  public Object decode() {
    return JsonObjects.decode(value());
  }

  /** The tree, and its bytes, of which nothing was changed. */
  @Benchmark
  public byte[] decodeAndEncode() {
    return JsonObjects.decode(value()).bytes();
  }

  /** To compare with: the filter by hand. */
  @Benchmark
  public boolean whereByHand() {
    return HandFilter.isPaid(value());
  }

  /** The check, and a condition that bytes answer. */
  @Benchmark
  public Object checkAndWhere() {
    return filtered(where, filtered(gate, message()));
  }

  /** The check, and a condition that CEL's runtime answers. */
  @Benchmark
  public Object checkAndWhereByRuntime() {
    return filtered(runtime, filtered(gate, message()));
  }

  /** The check, one field masked, and the value written anew. */
  @Benchmark
  public Object checkMaskAndEncode() {
    return filtered(mask, filtered(gate, message())).valueBytes();
  }

  private static Message filtered(Filter filter, Message message) {
    List<Message> passed = new ArrayList<>(1);
    filter.apply(
        List.of(message),
        new Verdicts() {
          @Override
          public void pass(Message each) {
            passed.add(each);
          }

          @Override
          public void create(Message each) {
            passed.add(each);
          }

          @Override
          public void filtered(Message each) {
            // no
          }

          @Override
          public void reject(Message each, Reject reject) {
            throw new IllegalStateException(reject.trouble().message());
          }
        });
    return passed.isEmpty() ? message : passed.getFirst();
  }
}
