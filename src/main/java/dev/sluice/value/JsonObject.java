package dev.sluice.value;

import java.io.ByteArrayOutputStream;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object; as a map it holds what expressions see. Of a repeated name the last one counts,
 * and who changes a name changes all that bear it, lest a masked field be read in an earlier one.
 */
public final class JsonObject extends AbstractMap<String, Object> implements JsonValue {
  private static final int FEW = 8;

  private final List<Member> members;
  private final @Nullable Slice written;
  private final Slice closing;
  private @Nullable Map<String, Member> index;
  private @Nullable Collection<Member> distinct;

  /**
   * An object.
   *
   * @param written as it came, or null where it was changed
   * @param closing white space before the closing brace
   */
  JsonObject(List<Member> members, @Nullable Slice written, Slice closing) {
    this.members = members;
    this.written = written;
    this.closing = closing;
  }

  /** An object of members in their order. */
  public static JsonObject of(Map<String, JsonValue> members) {
    List<Member> made = new ArrayList<>(members.size());
    members.forEach((name, value) -> made.add(Member.of(name, value)));
    return new JsonObject(made, null, Slice.EMPTY);
  }

  /** What bears a name, the last where several do; null where none does. */
  public @Nullable JsonValue member(String name) {
    Member found = find(name);
    return found == null ? null : found.value();
  }

  /** The names and what bears them, as they stand there, repeated names included. */
  public void forEachMember(BiConsumer<String, JsonValue> visitor) {
    members.forEach(member -> visitor.accept(member.name(), member.value()));
  }

  /** The names and what bears them, the last one of each. */
  public Map<String, JsonValue> distinctMembers() {
    Map<String, JsonValue> byName = LinkedHashMap.newLinkedHashMap(members.size());
    members.forEach(member -> byName.put(member.name(), member.value()));
    return byName;
  }

  /**
   * With every member changed.
   *
   * @param change of a name and what bears it; may return the same, or null to leave it out
   */
  public JsonObject each(BiFunction<String, JsonValue, @Nullable JsonValue> change) {
    List<Member> changed = new ArrayList<>(members.size());
    boolean same = true;
    for (Member member : members) {
      JsonValue after = change.apply(member.name(), member.value());
      if (after == member.value()) {
        changed.add(member);
        continue;
      }
      same = false;
      if (after != null) {
        changed.add(member.with(after));
      }
    }
    return same ? this : changed(changed);
  }

  /** With a name's value changed wherever it stands; see {@link #each}. */
  public JsonObject change(String name, UnaryOperator<@Nullable JsonValue> change) {
    return each((each, value) -> each.equals(name) ? change.apply(value) : value);
  }

  /** With a value in the place of what bears the name, or behind everything. */
  public JsonObject put(String name, JsonValue value) {
    return assign(Map.of(name, value));
  }

  /** The same for several names; those that are new stand in the order of the values. */
  public JsonObject assign(Map<String, JsonValue> values) {
    List<Member> changed = new ArrayList<>(members.size() + values.size());
    for (Member member : members) {
      JsonValue value = values.get(member.name());
      if (value == null) {
        changed.add(member);
      } else if (member == find(member.name())) {
        changed.add(member.with(value));
      }
    }
    values.forEach((name, value) -> {
      if (find(name) == null) {
        changed.add(Member.of(name, value));
      }
    });
    return changed(changed);
  }

  /** With other names, all at once: two may swap theirs. */
  public JsonObject rename(Map<String, String> names) {
    List<Member> changed = new ArrayList<>(members.size());
    for (Member member : members) {
      String name = names.get(member.name());
      changed.add(name == null ? member : member.renamed(name));
    }
    return changed(changed);
  }

  private JsonObject changed(List<Member> changed) {
    return new JsonObject(changed, null, closing);
  }

  private @Nullable Member find(@Nullable Object name) {
    if (members.size() > FEW) {
      return index().get(name);
    }
    for (int i = members.size() - 1; i >= 0; i--) {
      if (members.get(i).name().equals(name)) {
        return members.get(i);
      }
    }
    return null;
  }

  private Map<String, Member> index() {
    Map<String, Member> known = index;
    if (known == null) {
      known = LinkedHashMap.newLinkedHashMap(members.size());
      for (Member member : members) {
        known.put(member.name(), member);
      }
      index = known;
    }
    return known;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    Member found = find(name);
    return found == null ? null : found.getValue();
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(name) != null;
  }

  @Override
  public int size() {
    return distinct().size();
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return Collections.<Map.Entry<String, Object>>unmodifiableCollection(distinct()).iterator();
      }

      @Override
      public int size() {
        return distinct().size();
      }
    };
  }

  /** Every name once. */
  private Collection<Member> distinct() {
    Collection<Member> known = distinct;
    if (known == null) {
      known = hasRepeated() ? index().values() : members;
      distinct = known;
    }
    return known;
  }

  private boolean hasRepeated() {
    if (members.size() > FEW) {
      return index().size() < members.size();
    }
    for (int i = 1; i < members.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (members.get(i).name().equals(members.get(j).name())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where it ended when it was read. */
  int end() {
    return written == null ? 0 : written.to();
  }

  @Override
  public Object seen() {
    return this;
  }

  @Override
  public void write(ByteArrayOutputStream out) {
    if (written != null) {
      written.write(out);
      return;
    }
    out.write('{');
    for (int i = 0; i < members.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      members.get(i).write(out);
    }
    closing.write(out);
    out.write('}');
  }
}
