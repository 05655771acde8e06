package dev.sluice.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member of an object, with the bytes around its value. As a map's entry it holds what
 * expressions see.
 *
 * @param bytes which hold, from one place up to another, what stands before the value: white space,
 *     the name in quotes, the colon, white space
 * @param after white space before the comma
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Member(String name, JsonValue value, byte[] bytes, int from, int to, Slice after)
    implements Map.Entry<String, Object> {

  static Member of(String name, JsonValue value) {
    byte[] before =
        (new String(JsonScalar.quoted(name), StandardCharsets.UTF_8) + ":")
            .getBytes(StandardCharsets.UTF_8);
    return new Member(name, value, before, 0, before.length, Slice.EMPTY);
  }

  Member with(JsonValue other) {
    return new Member(name, other, bytes, from, to, after);
  }

  /** The white space stays. */
  Member renamed(String other) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    String quoted = new String(JsonScalar.quoted(other), StandardCharsets.UTF_8);
    byte[] changed =
        (text.substring(0, text.indexOf('"')) + quoted + text.substring(text.lastIndexOf('"') + 1))
            .getBytes(StandardCharsets.UTF_8);
    return new Member(other, value, changed, 0, changed.length, after);
  }

  void write(ByteArrayOutputStream out) {
    out.write(bytes, from, to - from);
    value.write(out);
    after.write(out);
  }

  @Override
  public String getKey() {
    return name;
  }

  @Override
  public Object getValue() {
    return value.seen();
  }

  @Override
  public Object setValue(Object other) {
    throw new UnsupportedOperationException("immutable");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Map.Entry<?, ?> entry
        && name.equals(entry.getKey())
        && getValue().equals(entry.getValue());
  }

  @Override
  public int hashCode() {
    return name.hashCode() ^ getValue().hashCode();
  }
}
