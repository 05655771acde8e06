package dev.sluice.runtime;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records say where they come from, in two headers behind all others: {@code sluice.pipeline}, the
 * pipeline's id, and {@code sluice.source}, cluster/topic-partition@offset. A pipeline that copies
 * what another one has copied adds its own pair.
 *
 * @param pipeline the id
 */
public record Provenance(String pipeline) {
  private static final String PIPELINE = "sluice.pipeline";
  private static final String SOURCE = "sluice.source";

  /** Of a pipeline; empty where its records do not say it. */
  public static Optional<Provenance> of(PipelineDefinition pipeline) {
    return pipeline.provenance() ? Optional.of(new Provenance(pipeline.id())) : Optional.empty();
  }

  /** The record as it is written. */
  Message stamp(Message message) {
    List<Header> headers = new ArrayList<>(message.headers());
    headers.add(new Header(PIPELINE, bytes(pipeline)));
    headers.add(new Header(SOURCE, bytes(place(message))));
    return message.withHeaders(headers);
  }

  private static String place(Message message) {
    Partition source = message.source();
    return source.cluster() + "/" + source + "@" + message.offset();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Where this pipeline has read a record that it has written; null of any other. */
  public @Nullable String origin(Message written) {
    List<Header> headers = written.headers();
    for (int i = headers.size() - 2; i >= 0; i--) {
      byte[] value = headers.get(i + 1).value();
      if (isOurs(headers.get(i)) && headers.get(i + 1).name().equals(SOURCE) && value != null) {
        return new String(value, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private boolean isOurs(Header header) {
    return header.name().equals(PIPELINE) && Arrays.equals(header.value(), bytes(pipeline));
  }

  /** Why a record that was read must not be written, or null: it went in a circle. */
  @Nullable Trouble circle(Message read) {
    String origin = origin(read);
    return origin == null
        ? null
        : new Trouble(
            ProblemCode.TOPIC_CIRCLE,
            read.coordinates()
                + " comes from this very pipeline, which has read it at "
                + origin
                + ": it went in a circle",
            "Let the pipelines not read what the others write, or filter on headers: a where before"
                + " the circle closes");
  }
}
