package dev.sluice.stages.filter;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Types;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code rename}: other names for fields, in their places. */
public final class RenameType implements FilterType {
  private static final Key<Map<Located<FieldPath>, Located<String>>> RENAME =
      Key.required(
          "rename",
          // their order means nothing
          Types.mapped(
              Structures.pairs(Paths.TYPE, Types.located(Types.text())),
              Collections::unmodifiableMap),
          "Fields and their new names, all at once: two may swap theirs. A field that is not there is"
              + " no error; a name that another field has is one.");

  @Override
  public Key<?> key() {
    return RENAME;
  }

  @Override
  public Section section() {
    return new Section("rename", List.of(RENAME, OnError.KEY));
  }

  private static Map<Located<FieldPath>, Located<String>> names(Settings settings) {
    Map<Located<FieldPath>, Located<String>> names = settings.find(RENAME);
    return names == null ? Map.of() : names;
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    Paths.checkDecoded(settings, RENAME, valueIsJson, problems);
    Set<List<String>> made = new HashSet<>();
    names(settings)
        .forEach((path, name) -> {
          List<String> after = renamed(path.value(), name.value());
          if (path.value().last().equals(FieldPath.ITEM)) {
            problems.error(
                ProblemCode.WRONG_VALUE,
                path.at(),
                path.path(),
                "\"" + path.written() + "\" is an item of a list, which has no name",
                "Name a field");
          } else if (name.value().startsWith("value.")) {
            problems.error(
                ProblemCode.WRONG_VALUE,
                name.at(),
                name.path(),
                "\"" + name.written() + "\" is a path, and a field's new name is wanted",
                "Write its last name alone");
          } else if (!made.add(after)) {
            problems.error(
                ProblemCode.WRONG_VALUE,
                name.at(),
                name.path(),
                "another field becomes \"" + name.written() + "\" too",
                "Give each a name of its own");
          }
        });
  }

  private static List<String> renamed(FieldPath path, String name) {
    List<String> names = new ArrayList<>(path.parents());
    names.add(name);
    return names;
  }

  @Override
  public List<FieldUse> uses(Settings settings) {
    return Paths.uses(names(settings).keySet());
  }

  @Override
  public List<List<String>> makes(Settings settings) {
    List<List<String>> made = new ArrayList<>();
    names(settings).forEach((path, name) -> made.add(renamed(path.value(), name.value())));
    return made;
  }

  @Override
  public List<FieldPath> origins(Settings settings, FieldPath field) {
    List<FieldPath> origins = new ArrayList<>(List.of(field));
    names(settings)
        .forEach((path, name) -> {
          FieldPath before =
              field.rebased(renamed(path.value(), name.value()), path.value().names());
          if (before != null) {
            origins.add(before);
          }
        });
    return origins;
  }

  @Override
  public FieldPath moved(Settings settings, FieldPath field) {
    for (Map.Entry<Located<FieldPath>, Located<String>> each : names(settings).entrySet()) {
      FieldPath path = each.getKey().value();
      FieldPath after = field.rebased(path.names(), renamed(path, each.getValue().value()));
      if (after != null) {
        return after;
      }
    }
    return field;
  }

  @Override
  public boolean removes(Settings settings, FieldPath field) {
    return names(settings).keySet().stream().anyMatch(path -> field.isWithin(path.value()))
        && makes(settings).stream().noneMatch(field::touches);
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return OnError.mayDeadLetter(settings);
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Map<List<String>, Map<String, Located<String>>> byHolder = new LinkedHashMap<>();
    names(settings)
        .forEach((path, name) ->
            byHolder
                .computeIfAbsent(path.value().parents(), each -> new HashMap<>())
                .put(path.value().last(), name));
    List<Renaming> renamings = new ArrayList<>();
    byHolder.forEach((holder, names) -> renamings.add(new Renaming(holder, names)));
    // from the inside out: a path names what stood there before
    renamings.sort(Comparator.comparingInt(each -> -each.holder().size()));
    return new Reshape((message, value) -> renamed(renamings, value), OnError.of(stage, settings));
  }

  /**
   * New names for the members of one object.
   *
   * @param holder where the object stands, from the value inwards
   * @param names by the old ones
   */
  private record Renaming(List<String> holder, Map<String, Located<String>> names) {}

  private static JsonObject renamed(List<Renaming> renamings, JsonObject value)
      throws UnfitException {
    Taken taken = new Taken();
    JsonObject changed = value;
    for (Renaming each : renamings) {
      changed =
          FieldPath.changeAt(changed, each.holder(), object -> taken.rename(object, each.names()));
    }
    if (taken.name != null) {
      throw new UnfitException(
          "name_taken",
          "another field has the name \"" + taken.name.written() + "\" already (rename)",
          "Drop or rename that one too");
    }
    return changed;
  }

  /** Finds names that would be there twice. */
  private static final class Taken {
    private @Nullable Located<String> name;

    JsonObject rename(JsonObject object, Map<String, Located<String>> names) {
      Map<String, String> made = new HashMap<>();
      names.forEach((from, to) -> {
        if (object.containsKey(from)) {
          made.put(from, to.value());
          if (object.containsKey(to.value()) && !names.containsKey(to.value())) {
            name = to;
          }
        }
      });
      return made.isEmpty() ? object : object.rename(made);
    }
  }
}
