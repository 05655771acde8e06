package dev.sluice.definition;

import static dev.sluice.definition.PipelineKeys.AGENT;
import static dev.sluice.definition.PipelineKeys.CHECKPOINT;
import static dev.sluice.definition.PipelineKeys.DEAD_LETTER;
import static dev.sluice.definition.PipelineKeys.DEAD_LETTER_SECTION;
import static dev.sluice.definition.PipelineKeys.DEAD_LETTER_TOPIC;
import static dev.sluice.definition.PipelineKeys.DELIVERY;
import static dev.sluice.definition.PipelineKeys.DESCRIPTION;
import static dev.sluice.definition.PipelineKeys.ID;
import static dev.sluice.definition.PipelineKeys.LABELS;
import static dev.sluice.definition.PipelineKeys.MEMORY;
import static dev.sluice.definition.PipelineKeys.NAME;
import static dev.sluice.definition.PipelineKeys.OTHER_CONNECTION;
import static dev.sluice.definition.PipelineKeys.PIPELINE;
import static dev.sluice.definition.PipelineKeys.PROVENANCE;
import static dev.sluice.definition.PipelineKeys.STORE;
import static dev.sluice.definition.PipelineKeys.SYNC;

import dev.sluice.definition.PipelineDefinition.CheckpointDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.sync.SyncMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one Pipeline document, in either form. */
final class PipelineReader {
  private final Document document;
  private final Declarations declarations;
  private final Connections connections;
  private final Problems problems;

  PipelineReader(
      Document document, Declarations declarations, Connections connections, Problems problems) {
    this.document = document;
    this.declarations = declarations;
    this.connections = connections;
    this.problems = problems;
  }

  /** The pipeline, or null where too little can be made out; problems say what is wrong. */
  @Nullable PipelineDefinition read() {
    Settings settings = PIPELINE.parse(document.root(), "", problems);
    SyncMode sync = settings.find(SYNC);
    Stages stages =
        new StagesReader(document, declarations, connections, problems)
            .read(settings, sync == SyncMode.INCREMENTAL);
    CheckpointDefinition checkpoint = checkpoint(settings, stages.targets());
    DeadLetter deadLetter = deadLetter(settings, stages.targets());
    String name = settings.find(NAME);
    if (name == null || checkpoint == null) {
      return null;
    }
    String id = settings.find(ID);
    return new PipelineDefinition(
        document.root().at(),
        name,
        id == null ? name : id,
        settings.find(DESCRIPTION),
        settings.get(LABELS),
        // what is wrong was said, and nothing runs: the rest can still be judged
        sync == null ? SyncMode.FULL : sync,
        settings.get(DELIVERY),
        settings.at(DELIVERY),
        settings.get(AGENT),
        settings.get(MEMORY),
        settings.get(PROVENANCE),
        stages.sources(),
        stages.filters(),
        stages.targets(),
        checkpoint,
        deadLetter,
        stages.broken(),
        unset(),
        Fingerprint.of(document.root()));
  }

  private @Nullable CheckpointDefinition checkpoint(
      Settings pipeline, List<TargetDefinition> targets) {
    Map<String, Section> stores = declarations.stores();
    String path = CHECKPOINT.name();
    Node node = pipeline.find(CHECKPOINT);
    Mapping mapping =
        node == null ? new Mapping(document.root().at(), List.of()) : mapping(node, path);
    if (mapping == null) {
      return null;
    }
    Node storeNode = mapping.get(STORE.name());
    List<String> names = List.copyOf(stores.keySet());
    String store =
        storeNode == null
            ? names.getFirst()
            : Types.choice(names, name -> name)
                .parse(storeNode, Section.join(path, STORE.name()), problems);
    Section keys = store == null ? null : stores.get(store);
    if (store == null || keys == null) {
      return null;
    }
    Settings settings = keys.with(PipelineKeys.ALL_STORES).parse(mapping, path, problems);
    declarations.checkStore(settings, problems);
    return new CheckpointDefinition(
        store, settings, connection(settings, targets, keys.keys().contains(OTHER_CONNECTION)));
  }

  private @Nullable ConnectionDefinition connection(
      Settings settings, List<TargetDefinition> targets, boolean needed) {
    Node node = settings.find(OTHER_CONNECTION);
    if (node != null) {
      return connections.resolve(
          node, settings.path(OTHER_CONNECTION), document.directory(), problems);
    }
    return needed && !targets.isEmpty() ? targets.getFirst().connection() : null;
  }

  private @Nullable DeadLetter deadLetter(Settings pipeline, List<TargetDefinition> targets) {
    Node node = pipeline.find(DEAD_LETTER);
    Mapping mapping = node == null ? null : mapping(node, DEAD_LETTER.name());
    if (mapping == null) {
      return null;
    }
    Settings settings = DEAD_LETTER_SECTION.parse(mapping, DEAD_LETTER.name(), problems);
    if (!settings.has(OTHER_CONNECTION)
        && targets.stream().map(TargetDefinition::connection).distinct().count() > 1) {
      problems.error(
          ProblemCode.MISSING_KEY,
          settings.at(),
          DEAD_LETTER.name(),
          "\"connection\" is missing",
          "The targets use several connections: say which one dead letters take");
    }
    ConnectionDefinition connection = connection(settings, targets, true);
    String topic = settings.find(DEAD_LETTER_TOPIC);
    if (connection == null || topic == null) {
      return null;
    }
    if (!connection.role().writes()) {
      problems.error(
          ProblemCode.WRONG_ROLE,
          settings.at(),
          DEAD_LETTER.name(),
          "the connection \"" + connection.name() + "\" is for reading alone (role: source)",
          "Use one whose role is target or source_and_target");
    }
    return new DeadLetter(settings.at(), connection, topic);
  }

  /** A filter without its secret can still be tried; anything else decides where to look. */
  private Set<String> unset() {
    Set<String> unset = new TreeSet<>();
    for (Node.Entry entry : document.root().entries()) {
      if (!entry.key().equals(PipelineKeys.FILTERS.name())) {
        unset.addAll(Settings.unset(entry.value()));
      }
    }
    return unset;
  }

  private @Nullable Mapping mapping(Node node, String path) {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    problems.error(
        ProblemCode.WRONG_TYPE, node.at(), path, "expected a mapping, found " + node.kind(), null);
    return null;
  }
}
