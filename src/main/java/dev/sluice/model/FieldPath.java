package dev.sluice.model;

import java.util.List;
import java.util.regex.Pattern;

/** Paths of fields: names from the value inwards, and {@link #ITEM} for an array's items. */
public final class FieldPath {
  /** Any item of an array. */
  public static final String ITEM = "[]";

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*");

  private FieldPath() {}

  /** As people write it: {@code customer.email}, {@code items[].sku}, {@code ["a.b"]}. */
  public static String text(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String name : path) {
      if (name.equals(ITEM)) {
        text.append(ITEM);
      } else if (PLAIN.matcher(name).matches()) {
        text.append(text.isEmpty() ? "" : ".").append(name);
      } else {
        text.append("[\"").append(name.replace("\"", "\\\"")).append("\"]");
      }
    }
    return text.toString();
  }
}
