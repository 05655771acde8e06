package dev.sluice.definition;

import dev.sluice.schema.Key;
import dev.sluice.schema.Node;
import dev.sluice.schema.Section;
import dev.sluice.schema.Shape;
import dev.sluice.schema.Types;
import dev.sluice.stage.FilterType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The form of whole documents: what the readers of this package put together step by step, put
 * together at once.
 */
public final class DocumentShapes {
  private final Declarations declarations;

  private DocumentShapes(Declarations declarations) {
    this.declarations = declarations;
  }

  /** The sections of all documents, by their kind. */
  public static Map<String, Section> of(Declarations declarations) {
    DocumentShapes shapes = new DocumentShapes(declarations);
    Map<String, Section> documents = new LinkedHashMap<>();
    documents.put("Pipeline", shapes.pipeline());
    documents.put(
        "Connection",
        PipelineKeys.connectionDocument(PipelineKeys.kafka(declarations.connection())));
    documents.put("Test", test());
    return documents;
  }

  private Section pipeline() {
    Shape source = stage(declarations.source().section());
    Shape target = stage(declarations.target().section());
    Map<Key<?>, Shape> shapes = new LinkedHashMap<>();
    shapes.put(PipelineKeys.SOURCE, source);
    shapes.put(PipelineKeys.SOURCES, new Shape.Mapping(source));
    shapes.put(PipelineKeys.TARGET, target);
    shapes.put(
        PipelineKeys.TARGETS,
        new Shape.Mapping(stage(declarations.target().section(), PipelineKeys.FROM)));
    shapes.put(
        PipelineKeys.FILTERS,
        new Shape.Either(
            List.of(
                new Shape.Listing(filters(List.of()), 0),
                new Shape.Mapping(filters(List.of(PipelineKeys.FROM))))));
    shapes.put(PipelineKeys.CHECKPOINT, checkpoint());
    shapes.put(PipelineKeys.DEAD_LETTER, withConnection(PipelineKeys.DEAD_LETTER_SECTION).shape());
    return shaped(PipelineKeys.PIPELINE, shapes)
        .withAlternatives(List.of(List.of("source", "target"), List.of("sources", "targets")));
  }

  private Shape stage(Section section, Key<?>... further) {
    return withConnection(PipelineKeys.withConnection(section, further)).shape();
  }

  private Section withConnection(Section section) {
    Shape inPlace =
        new Section("connection", List.of(PipelineKeys.kafka(declarations.connection()))).shape();
    Shape connection = new Shape.Either(List.of(Types.name().shape(), inPlace));
    return shaped(
        section,
        Map.of(PipelineKeys.CONNECTION, connection, PipelineKeys.OTHER_CONNECTION, connection));
  }

  private Shape filters(List<Key<?>> further) {
    List<Shape> kinds = new ArrayList<>();
    for (FilterType type : declarations.filters()) {
      kinds.add(type.section().with(further).shape());
    }
    return new Shape.Either(kinds);
  }

  private Shape checkpoint() {
    List<Shape> stores = new ArrayList<>();
    declarations
        .stores()
        .forEach((store, section) -> {
          List<Key<?>> keys = new ArrayList<>(section.keys());
          PipelineKeys.ALL_STORES.forEach(key ->
              keys.add(
                  key == PipelineKeys.STORE
                      ? shaped(key, new Shape.Choice(List.of(store)), !stores.isEmpty())
                      : key));
          stores.add(withConnection(new Section("checkpoint", keys)).shape());
        });
    return new Shape.Either(stores);
  }

  private static Section test() {
    Section expect = TestKeys.expect(List.of());
    Shape expected = new Shape.Fields(expect, TestKeys.target("").type().shape());
    Section testCase = shaped(TestKeys.CASE, Map.of(TestKeys.EXPECT, expected));
    return shaped(TestKeys.TEST, Map.of(TestKeys.CASES, new Shape.Listing(testCase.shape(), 1)));
  }

  private static Section shaped(Section section, Map<? extends Key<?>, Shape> shapes) {
    List<Key<?>> keys = new ArrayList<>();
    for (Key<?> key : section.keys()) {
      Shape shape = shapes.get(key);
      keys.add(shape == null ? key : shaped(key, shape, key.required()));
    }
    return new Section(section.name(), keys, section.alternatives());
  }

  private static Key<Node> shaped(Key<?> key, Shape shape, boolean required) {
    return new Key<>(
        key.name(), Types.node(key.type().expected(), shape), required, null, key.description());
  }
}
