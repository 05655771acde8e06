package dev.sluice.stages.filter;

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
import dev.sluice.stage.Outside;
import dev.sluice.value.FieldPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** {@code headers}: sets headers, and takes them away. */
public final class HeadersType implements FilterType {
  private static final Key<SequencedMap<Located<String>, Optional<Located<String>>>> HEADERS =
      Key.required(
          "headers",
          Structures.pairs(Types.located(Types.text()), Types.orNull(Cel.TYPE)),
          "Names of headers and CEL expressions: the result replaces all headers of the name, behind"
              + " the others; null, or a result that is null, takes them away. Texts in UTF-8, bytes as"
              + " they are, anything else as JSON. A tombstone keeps a header whose expression reads"
              + " the value.");

  private final Cel cel;

  /** With the compilers. */
  public HeadersType(Cel cel) {
    this.cel = cel;
  }

  @Override
  public Key<?> key() {
    return HEADERS;
  }

  @Override
  public Section section() {
    return new Section("headers", List.of(HEADERS, OnError.KEY));
  }

  private static List<Located<String>> expressions(Settings settings) {
    Map<Located<String>, Optional<Located<String>>> headers = settings.find(HEADERS);
    return headers == null
        ? List.of()
        : headers.values().stream().flatMap(Optional::stream).toList();
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    expressions(settings).forEach(text -> cel.check(text, valueIsJson, problems));
  }

  @Override
  public List<FieldUse> uses(Settings settings) {
    return expressions(settings).stream().flatMap(text -> cel.uses(text).stream()).toList();
  }

  @Override
  public List<FieldPath> origins(Settings settings, Outside part) {
    return part == Outside.HEADERS ? cel.origins(expressions(settings)) : List.of();
  }

  @Override
  public Set<Outside> outside(Settings settings, Outside part) {
    return part == Outside.HEADERS ? cel.outside(expressions(settings)) : Set.of();
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return OnError.mayDeadLetter(settings);
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Map<String, Optional<Term>> terms = new LinkedHashMap<>();
    settings
        .get(HEADERS)
        .forEach((name, text) ->
            terms.put(
                name.value(), text.map(each -> cel.compile("headers " + name.value(), each))));
    return new SetHeaders(terms, OnError.of(stage, settings));
  }
}
