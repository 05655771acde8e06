package dev.sluice.runtime;

import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.stage.Reject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A dead letter keeps key, value, headers and timestamp, and adds where and why it died. */
final class DeadLetters {
  private static final String PREFIX = "sluice.";
  private static final String TIMESTAMP = "timestamp";

  private DeadLetters() {}

  static Message of(String pipeline, String stage, Message message, Reject reject) {
    List<Header> headers = new ArrayList<>(message.headers());
    add(headers, "pipeline", pipeline);
    add(headers, "stage", stage);
    add(headers, "code", reject.trouble().code().id());
    add(headers, "reason", reject.reason());
    add(headers, "topic", message.source().topic());
    add(headers, "partition", Integer.toString(message.source().index()));
    add(headers, "offset", Long.toString(message.offset()));
    return message.withHeaders(headers);
  }

  /**
   * The same with the time at which it died, where a topic refuses the record's own; a header keeps
   * that.
   */
  static Message timed(Message letter, long now) {
    List<Header> headers = new ArrayList<>(letter.headers());
    add(headers, TIMESTAMP, Long.toString(letter.timestamp()));
    return letter.withHeaders(headers).withTimestamp(now);
  }

  /** Whether it has that time already. */
  static boolean isTimed(Message letter) {
    return letter.headers().stream().anyMatch(header -> header.name().equals(PREFIX + TIMESTAMP));
  }

  private static void add(List<Header> headers, String name, String value) {
    headers.add(new Header(PREFIX + name, value.getBytes(StandardCharsets.UTF_8)));
  }
}
