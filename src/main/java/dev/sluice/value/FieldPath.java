package dev.sluice.value;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field's path: names from the value inwards, and {@link #ITEM} for every item of an array.
 *
 * @param names at least one
 */
public record FieldPath(List<String> names) {
  /** Any item of an array. */
  public static final String ITEM = "[]";

  /** What {@link #parse} reads, for people. */
  public static final String EXPECTED =
      "a field's path such as value.customer.email, value.items[].sku or value[\"a.b\"]";

  /** The same for programs, as a regular expression that all of it matches. */
  public static final String FORM = "value[.\\[].+";

  /** How many names a path that is written may have. */
  private static final int DEEPEST = 100;

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*");
  private static final Pattern STEP =
      Pattern.compile("\\.([\\p{L}_$][\\p{L}\\p{N}_$-]*)|\\[\"((?:[^\"\\\\]|\\\\.)++)\"]|(\\[])");
  private static final String ROOT = "value";

  /** Keeps a copy. */
  public FieldPath {
    names = List.copyOf(names);
  }

  /**
   * Reads a path that begins with {@code value}.
   *
   * @throws IllegalArgumentException where it is none, with what is wrong
   */
  public static FieldPath parse(String text) {
    if (text.equals(ROOT)) {
      throw new IllegalArgumentException("is the whole value, and no field of it");
    }
    if (!text.startsWith(ROOT + ".") && !text.startsWith(ROOT + "[")) {
      throw new IllegalArgumentException("does not begin with value");
    }
    List<String> names = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = ROOT.length();
    while (at < text.length()) {
      if (!step.find(at) || step.start() != at) {
        throw new IllegalArgumentException("is not a path from its character " + (at + 1) + " on");
      }
      if (step.group(3) != null && names.isEmpty()) {
        throw new IllegalArgumentException("treats value as a list, but it is an object");
      }
      names.add(name(step));
      at = step.end();
    }
    if (names.size() > DEEPEST) {
      throw new IllegalArgumentException("has more than " + DEEPEST + " names");
    }
    return new FieldPath(names);
  }

  private static String name(Matcher step) {
    if (step.group(1) != null) {
      return step.group(1);
    }
    if (step.group(2) == null) {
      return ITEM;
    }
    String name = step.group(2).replaceAll("\\\\(.)", "$1");
    if (name.equals(ITEM)) {
      throw new IllegalArgumentException(
          "names a field \"" + ITEM + "\", which paths do not support");
    }
    return name;
  }

  /** As people write it, without {@code value}: {@code customer.email}, {@code items[].sku}. */
  public static String text(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String name : path) {
      if (name.equals(ITEM)) {
        text.append(ITEM);
      } else if (PLAIN.matcher(name).matches()) {
        text.append(text.isEmpty() ? "" : ".").append(name);
      } else {
        text.append("[\"").append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"]");
      }
    }
    return text.toString();
  }

  /** The last name. */
  public String last() {
    return names.getLast();
  }

  /** The names before the last one. */
  public List<String> parents() {
    return names.subList(0, names.size() - 1);
  }

  /**
   * The same with another beginning; null where it does not begin so. Lists are entered whether a
   * path says so or not.
   */
  public @Nullable FieldPath rebased(List<String> from, List<String> to) {
    int at = 0;
    for (String name : withoutItems(from)) {
      while (at < names.size() && names.get(at).equals(ITEM)) {
        at++;
      }
      if (at == names.size() || !names.get(at).equals(name)) {
        return null;
      }
      at++;
    }
    List<String> rebased = new ArrayList<>(to);
    rebased.addAll(names.subList(at, names.size()));
    return new FieldPath(rebased);
  }

  /** Whether one of two paths lies inside the other; likewise. */
  public boolean touches(List<String> other) {
    List<String> mine = withoutItems(names);
    List<String> theirs = withoutItems(other);
    int common = Math.min(mine.size(), theirs.size());
    return mine.subList(0, common).equals(theirs.subList(0, common));
  }

  /** Whether it is another field, or lies inside of it; likewise. */
  public boolean isWithin(FieldPath other) {
    List<String> outer = withoutItems(other.names);
    List<String> mine = withoutItems(names);
    return outer.size() <= mine.size() && mine.subList(0, outer.size()).equals(outer);
  }

  private static List<String> withoutItems(List<String> names) {
    return names.stream().filter(name -> !name.equals(ITEM)).toList();
  }

  /** Whether it goes into arrays. */
  public boolean hasItems() {
    return names.contains(ITEM);
  }

  /**
   * A value with every field of this path changed; fields that are not there stay away.
   *
   * @param change may return the same, or null to leave the field out
   */
  public JsonObject change(JsonObject root, UnaryOperator<@Nullable JsonValue> change) {
    return (JsonObject) java.util.Objects.requireNonNull(change(root, names, change));
  }

  /**
   * A value with every object changed that stands somewhere; a list there is entered, too.
   *
   * @param names where, from the value inwards; none for the value itself
   */
  public static JsonObject changeAt(
      JsonObject root, List<String> names, UnaryOperator<JsonObject> change) {
    return (JsonObject)
        java.util.Objects.requireNonNull(change(root, names, holder -> changed(holder, change)));
  }

  private static @Nullable JsonValue changed(
      @Nullable JsonValue holder, UnaryOperator<JsonObject> change) {
    return switch (holder) {
      case JsonObject object -> change.apply(object);
      case JsonArray array -> array.each(item -> changed(item, change));
      case null, default -> holder;
    };
  }

  /**
   * The same for what must not be missed: a single value that stands in the way of the path is
   * changed itself.
   */
  public JsonObject hide(JsonObject root, UnaryOperator<@Nullable JsonValue> change) {
    return (JsonObject)
        java.util.Objects.requireNonNull(
            change(
                root,
                names,
                change,
                scalar -> java.util.Objects.requireNonNull(change.apply(scalar))));
  }

  private static @Nullable JsonValue change(
      @Nullable JsonValue value, List<String> names, UnaryOperator<@Nullable JsonValue> change) {
    return change(value, names, change, scalar -> scalar);
  }

  /**
   * A list on the way is entered, whether the path says so or not, and what is no list where the
   * path says one is taken for its only item.
   */
  private static @Nullable JsonValue change(
      @Nullable JsonValue value,
      List<String> names,
      UnaryOperator<@Nullable JsonValue> change,
      UnaryOperator<JsonValue> inTheWay) {
    if (names.isEmpty()) {
      return change.apply(value);
    }
    boolean item = names.getFirst().equals(ITEM);
    List<String> rest = names.subList(1, names.size());
    return switch (value) {
      case JsonArray array ->
          array.each(each -> change(each, item ? rest : names, change, inTheWay));
      case JsonObject object ->
          item
              ? change(object, rest, change, inTheWay)
              : object.change(names.getFirst(), inner -> change(inner, rest, change, inTheWay));
      case JsonScalar scalar ->
          item ? change(scalar, rest, change, inTheWay) : inTheWay.apply(scalar);
      case null -> null;
    };
  }

  /** What stands there, or null; the path goes into no array. */
  public @Nullable JsonValue find(JsonObject root) {
    JsonValue at = root;
    for (String name : names) {
      at = at instanceof JsonObject object ? object.member(name) : null;
    }
    return at;
  }

  /** Where a path that finds nothing breaks off: its shortest beginning that finds nothing. */
  public FieldPath firstMissing(JsonObject root) {
    for (int length = 1; length < names.size(); length++) {
      FieldPath part = new FieldPath(names.subList(0, length));
      if (part.find(root) == null) {
        return part;
      }
    }
    return this;
  }

  /**
   * A value with this field set; objects on the way to it are made. The path goes into no array.
   *
   * @return null where something on the way is no object
   */
  public @Nullable JsonObject put(JsonObject root, JsonValue value) {
    return put(root, names, value);
  }

  private static @Nullable JsonObject put(JsonObject at, List<String> names, JsonValue value) {
    String name = names.getFirst();
    if (names.size() == 1) {
      return at.put(name, value);
    }
    JsonValue inner = at.member(name);
    if (inner != null && !(inner instanceof JsonObject)) {
      return null;
    }
    JsonObject holder = inner == null ? JsonObject.of(java.util.Map.of()) : (JsonObject) inner;
    JsonObject changed = put(holder, names.subList(1, names.size()), value);
    return changed == null ? null : at.put(name, changed);
  }

  @Override
  public String toString() {
    String text = text(names);
    return text.startsWith("[") ? ROOT + text : ROOT + "." + text;
  }
}
