package dev.sluice.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelVariableResolver;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an expression sees of a message; each variable is made when it is asked for. */
final class MessageVariables implements CelVariableResolver {
  private final Message message;
  private final JsonObjects json;

  MessageVariables(Message message, JsonObjects json) {
    this.message = message;
    this.json = json;
  }

  @Override
  public Optional<Object> find(String name) {
    return switch (name) {
      case "value" -> Optional.of(value());
      case "key" -> Optional.of(key());
      case "headers" -> Optional.of(headers());
      case "topic" -> Optional.of(message.source().topic());
      case "partition" -> Optional.of((long) message.source().index());
      case "offset" -> Optional.of(message.offset());
      case "timestamp" -> Optional.of(Instant.ofEpochMilli(message.timestamp()));
      default -> Optional.empty();
    };
  }

  private Object value() {
    Payload value = message.value();
    return value == null ? NullValue.NULL_VALUE : value.decoded(json::decode);
  }

  private Object key() {
    byte[] key = message.key();
    if (key == null) {
      return NullValue.NULL_VALUE;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      return CelByteString.of(key);
    }
  }

  /** A null value reads as an empty text: a list of texts has no place for it. */
  private Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : message.headers()) {
      byte[] value = header.value();
      headers
          .computeIfAbsent(header.name(), name -> new ArrayList<>(1))
          .add(value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    headers.replaceAll((name, values) -> List.copyOf(values));
    return headers;
  }
}
