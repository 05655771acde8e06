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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code rename}: other names for fields, in their places. */
public final class RenameType implements FilterType {
  private static final Key<Map<Located<FieldPath>, Located<String>>> RENAME =
      Key.required(
          "rename",
          Structures.pairs(Paths.TYPE, Types.located(Types.text())),
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
    List<List<String>> made = new ArrayList<>();
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
                "Write " + name.value().substring(name.value().lastIndexOf('.') + 1));
          } else if (made.contains(after)) {
            problems.error(
                ProblemCode.WRONG_VALUE,
                name.at(),
                name.path(),
                "another field becomes \"" + name.written() + "\" too",
                "Give each a name of its own");
          }
          made.add(after);
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
  public boolean mayDeadLetter(Settings settings) {
    return OnError.mayDeadLetter(settings);
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Map<List<String>, Map<String, String>> byHolder = new LinkedHashMap<>();
    names(settings)
        .forEach((path, name) ->
            byHolder
                .computeIfAbsent(path.value().parents(), each -> new HashMap<>())
                .put(path.value().last(), name.value()));
    return new Reshape((message, value) -> renamed(byHolder, value), OnError.of(stage, settings));
  }

  /** From the inside out: a path names what stood there before. */
  private static JsonObject renamed(
      Map<List<String>, Map<String, String>> byHolder, JsonObject value) throws UnfitException {
    List<List<String>> holders = new ArrayList<>(byHolder.keySet());
    holders.sort(java.util.Comparator.comparingInt(names -> -names.size()));
    Taken taken = new Taken();
    JsonObject changed = value;
    for (List<String> holder : holders) {
      Map<String, String> names = java.util.Objects.requireNonNull(byHolder.get(holder));
      changed = FieldPath.changeAt(changed, holder, object -> taken.rename(object, names));
    }
    if (taken.name != null) {
      throw new UnfitException(
          "name_taken",
          "another field has the name \"" + taken.name + "\" already (rename)",
          "Drop or rename that one too");
    }
    return changed;
  }

  /** Finds names that would be there twice. */
  private static final class Taken {
    private @Nullable String name;

    JsonObject rename(JsonObject object, Map<String, String> names) {
      if (names.keySet().stream().noneMatch(object::containsKey)) {
        return object;
      }
      names.forEach((from, to) -> {
        if (object.containsKey(from) && object.containsKey(to) && !names.containsKey(to)) {
          name = to;
        }
      });
      return object.rename(names);
    }
  }
}
