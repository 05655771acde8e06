package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Nearest;
import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reads files and directories into a workspace; finds all problems, throws none. */
public final class WorkspaceReader {
  private static final List<String> KINDS = List.of("Pipeline", "Connection", "Test");

  private final Declarations declarations;
  private final Variables variables;
  private final UnaryOperator<Path> home;

  /** A reader that can be used again. */
  public WorkspaceReader(Declarations declarations, Variables variables) {
    this(declarations, variables, directory -> directory);
  }

  /**
   * The same for files that lie elsewhere for a while.
   *
   * @param home from the directory of a file to the one where its relative paths begin
   */
  public WorkspaceReader(Declarations declarations, Variables variables, UnaryOperator<Path> home) {
    this.declarations = declarations;
    this.variables = variables;
    this.home = home;
  }

  /** Reads files and directories, these recursively. */
  public Workspace read(List<Path> paths) {
    Problems problems = new Problems();
    List<Path> files = new WorkspaceFiles(problems).find(paths);
    List<Document> pipelineDocuments = new ArrayList<>();
    List<Document> testDocuments = new ArrayList<>();
    Set<Path> secretFiles = new TreeSet<>();
    Connections connections = new Connections(declarations.connection());
    for (Path file : files) {
      for (Document document : documents(file, secretFiles, problems)) {
        switch (kind(document, problems)) {
          case "Connection" -> connections.add(document, problems);
          case "Pipeline" -> pipelineDocuments.add(document);
          case "Test" -> testDocuments.add(document);
          default -> {} // a problem says so
        }
      }
    }
    List<PipelineDefinition> pipelines = new ArrayList<>();
    for (Document document : pipelineDocuments) {
      PipelineDefinition pipeline =
          new PipelineReader(document, declarations, connections, problems).read();
      if (pipeline != null) {
        pipelines.add(pipeline);
      }
    }
    unique(pipelines, PipelineDefinition::name, ProblemCode.DUPLICATE_NAME, "name", problems);
    unique(pipelines, PipelineDefinition::id, ProblemCode.DUPLICATE_ID, "id", problems);
    declarations.checkConnections(connections.all(), problems);
    TestReader testReader = new TestReader(declarations, pipelines, problems);
    List<TestDefinition> tests =
        testDocuments.stream().map(testReader::read).filter(Objects::nonNull).toList();
    return new Workspace(
        files.stream().map(WorkspaceFiles::display).toList(),
        List.copyOf(pipelines),
        connections.named(),
        tests,
        Set.copyOf(secretFiles),
        problems);
  }

  private List<Document> documents(Path file, Set<Path> secretFiles, Problems problems) {
    String name = WorkspaceFiles.display(file);
    List<Document> documents = new ArrayList<>();
    byte[] bytes;
    try {
      bytes = YamlText.read(file);
    } catch (IOException e) {
      problems.error(ProblemCode.UNREADABLE_FILE, Location.file(name), "", "cannot be read", null);
      return documents;
    }
    Problems inFile = new Problems();
    Path parent = file.toAbsolutePath().getParent();
    Path directory = home.apply(parent == null ? Path.of("") : parent);
    Substitution substitution = new Substitution(variables, directory, secretFiles, inFile);
    for (org.yaml.snakeyaml.nodes.Node node : new YamlText(name, inFile).documents(bytes)) {
      Node root = new NodeBuilder(name, substitution, inFile).build(node, "");
      switch (root) {
        case Mapping mapping -> documents.add(new Document(mapping, directory));
        case Scalar scalar when scalar.isNull() ->
            inFile.error(
                ProblemCode.EMPTY_FILE,
                scalar.at(),
                "",
                "the document is empty",
                "Remove it, with the line of dashes before it");
        case Node other ->
            inFile.error(
                ProblemCode.WRONG_TYPE,
                other.at(),
                "",
                "expected a document with apiVersion and kind, found "
                    + (other instanceof Scalar ? "text" : other.kind()),
                null);
      }
    }
    inFile.sorted().forEach(problems::add);
    return documents;
  }

  /** The document's kind, or nothing where a problem was reported. */
  private static String kind(Document document, Problems problems) {
    Mapping root = document.root();
    String version = word(root, "apiVersion");
    if (!version.isEmpty() && !version.equals(PipelineKeys.VERSION)) {
      problems.error(
          ProblemCode.UNKNOWN_VERSION,
          at(root, "apiVersion"),
          "apiVersion",
          "unknown version " + said(root, "apiVersion"),
          "Expected " + PipelineKeys.VERSION);
      return "";
    }
    String kind = word(root, "kind");
    if (kind.isEmpty()) {
      problems.error(
          ProblemCode.UNKNOWN_KIND,
          at(root, "kind"),
          "",
          "the document has no kind",
          "Known: " + String.join(", ", KINDS));
    } else if (!KINDS.contains(kind)) {
      problems.error(
          ProblemCode.UNKNOWN_KIND,
          at(root, "kind"),
          "kind",
          "unknown kind " + said(root, "kind"),
          Nearest.hint(kind, KINDS));
      return "";
    }
    return kind;
  }

  private static String word(Mapping root, String key) {
    return root.get(key) instanceof Scalar scalar ? scalar.text() : "";
  }

  private static String said(Mapping root, String key) {
    Node node = root.get(key);
    return node == null ? "" : node.kind();
  }

  private static Location at(Mapping root, String key) {
    Node node = root.get(key);
    return node == null ? root.at() : node.at();
  }

  private static void unique(
      List<PipelineDefinition> pipelines,
      Function<PipelineDefinition, String> property,
      ProblemCode code,
      String key,
      Problems problems) {
    Map<String, PipelineDefinition> seen = new HashMap<>();
    for (PipelineDefinition pipeline : pipelines) {
      PipelineDefinition earlier = seen.putIfAbsent(property.apply(pipeline), pipeline);
      if (earlier != null) {
        problems.error(
            code,
            pipeline.at(),
            key,
            "there is another Pipeline with the " + key + " \"" + property.apply(pipeline) + "\"",
            "It is defined at " + earlier.at());
      }
    }
  }
}
