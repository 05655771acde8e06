package dev.sluice.observe;

import dev.sluice.json.Json;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether all is well, in the shape of MicroProfile Health.
 *
 * @param up as a whole
 * @param body the answer
 */
record Health(boolean up, String body) {
  /**
   * Beyond this silence a thread hangs. The longest that a healthy one is silent are time-outs:
   * half a minute of Kafka's clients, a minute and a half of a login that no KDC answers.
   */
  private static final Duration SILENCE = Duration.ofSeconds(120);

  /** Judges one pipeline; what is wrong with it, or null. */
  private interface Question {
    @Nullable String fault(PipelineView pipeline);
  }

  /** Whether the engine's threads make progress: a restart might help where they do not. */
  static Health live(Snapshot snapshot) {
    return of(snapshot, Health::hangs);
  }

  /** Whether every pipeline is connected, and has what its group gives it. */
  static Health ready(Snapshot snapshot) {
    return of(snapshot, Health::unready);
  }

  private static @Nullable String hangs(PipelineView pipeline) {
    return pipeline.silence().compareTo(SILENCE) > 0
        ? "a thread has shown no sign of going on for " + pipeline.silence().toSeconds() + " s"
        : null;
  }

  private static @Nullable String unready(PipelineView pipeline) {
    return switch (pipeline.state()) {
      case CONNECTING -> "it is connecting";
      case WAITING -> pipeline.lanes().member() ? null : "it has not joined its group";
      case RETRYING -> "it is retrying";
      case FAILED ->
          "it has failed"
              + pipeline.nextTry().map(in -> ", next try in " + in.toSeconds() + " s").orElse("");
      case RUNNING, STOPPING, COMPLETED, STOPPED -> null;
    };
  }

  private static Health of(Snapshot snapshot, Question question) {
    boolean up = snapshot.pipelines().stream().allMatch(each -> question.fault(each) == null);
    String body =
        Json.document(json -> {
          json.writeStringField("status", word(up));
          json.writeArrayFieldStart("checks");
          for (PipelineView pipeline : snapshot.pipelines()) {
            String fault = question.fault(pipeline);
            Trouble trouble = pipeline.trouble();
            json.writeStartObject();
            json.writeStringField("name", pipeline.name());
            json.writeStringField("status", word(fault == null));
            json.writeObjectFieldStart("data");
            json.writeStringField("state", pipeline.state().toString());
            if (fault != null) {
              json.writeStringField("fault", fault);
            }
            if (trouble != null) {
              json.writeStringField("problem", trouble.toString());
            }
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
    return new Health(up, body + "\n");
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
