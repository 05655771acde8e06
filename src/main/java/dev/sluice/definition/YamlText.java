package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** One file's bytes as YAML nodes. What YAML itself does not allow becomes a problem here. */
final class YamlText {
  /** How many bytes a file may have. */
  static final int LARGEST = 1 << 20;

  private static final int DEEPEST = 50;

  private final String file;
  private final Problems problems;

  YamlText(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** A file's bytes, but no more than are too many: a device would never end. */
  static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LARGEST + 1);
    }
  }

  /** The documents up to the first one that does not parse. */
  List<Node> documents(byte[] bytes) {
    List<Node> documents = new ArrayList<>();
    String text = decode(bytes);
    if (text == null) {
      return documents;
    }
    try {
      refuseTags(text);
      for (Node node : new Yaml(options()).composeAll(new java.io.StringReader(text))) {
        documents.add(node);
      }
    } catch (MarkedYAMLException e) {
      reportSyntax(e);
    } catch (ReaderException e) {
      reportCharacter(text, e);
    } catch (YAMLException e) {
      boolean deep = String.valueOf(e.getMessage()).startsWith("Nesting Depth");
      problems.error(
          deep ? ProblemCode.YAML_SYNTAX : ProblemCode.YAML_ALIAS,
          Location.file(file),
          "",
          deep ? "the file nests deeper than " + DEEPEST + " levels" : firstLine(e.getMessage()),
          deep ? "Use fewer levels" : null);
    }
    if (documents.size() > 1 && isEmpty(documents.getLast())) {
      documents.removeLast();
    }
    if (documents.isEmpty() && !problems.hasErrors()) {
      problems.error(
          ProblemCode.EMPTY_FILE,
          Location.file(file),
          "",
          "the file holds no document",
          "Name it in .sluiceignore if it is meant to be empty");
    }
    return documents;
  }

  /** What follows a last line of dashes is no document where nothing is there. */
  private static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN
        && scalar.getValue().isEmpty();
  }

  /** Nodes do not show them: {@code where: ! value.deleted} would mean its opposite. */
  private void refuseTags(String text) {
    for (Event event : new Yaml(options()).parse(new java.io.StringReader(text))) {
      String tag =
          switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
          };
      if (tag != null) {
        problems.error(
            ProblemCode.YAML_TAG,
            location(event.getStartMark()),
            "",
            "to YAML this is a tag (\"!\"), and no part of the value",
            "Quote a value that begins with \"!\"");
      }
    }
  }

  private Location location(Mark mark) {
    return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(
        Integer.MAX_VALUE); // NodeBuilder bounds what they unfold to
    return options;
  }

  private @Nullable String decode(byte[] bytes) {
    if (bytes.length > LARGEST) {
      problems.error(
          ProblemCode.FILE_TOO_LARGE,
          Location.file(file),
          "",
          "the file is larger than 1 MiB",
          "Divide it into several files");
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      problems.error(
          ProblemCode.NOT_UTF8,
          place(new String(bytes, 0, buffer.position(), StandardCharsets.UTF_8)),
          "",
          "the file is not UTF-8",
          "Save it as UTF-8");
      return null;
    }
  }

  private void reportSyntax(MarkedYAMLException e) {
    Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    Location at = mark == null ? Location.file(file) : location(mark);
    String message = firstLine(String.valueOf(e.getProblem()));
    if (message.contains("TAB")) {
      problems.error(
          ProblemCode.YAML_TAB, at, "", "a tab cannot indent or begin a value", "Use spaces");
      return;
    }
    if (message.startsWith("found undefined alias")) {
      problems.error(
          ProblemCode.YAML_ALIAS,
          at,
          "",
          "to YAML this is an alias (\"*\"), and there is no such anchor before it",
          "Define the anchor first, or quote a value that begins with \"*\"");
      return;
    }
    String context = e.getContext();
    problems.error(
        ProblemCode.YAML_SYNTAX,
        at,
        "",
        context == null ? message : firstLine(context) + ", " + message,
        syntaxHint(message));
  }

  private static @Nullable String syntaxHint(String message) {
    if (message.startsWith("mapping values are not allowed")) {
      return "Quote a value that contains \": \"";
    }
    return message.endsWith("but got {") ? "Quote a value that contains \"{\"" : null;
  }

  private void reportCharacter(String text, ReaderException e) {
    problems.error(
        ProblemCode.YAML_SYNTAX,
        place(text.substring(0, Math.min(e.getPosition(), text.length()))),
        "",
        String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()),
        "Write it as \"\\x" + String.format("%02x", e.getCodePoint()) + "\" in double quotes");
  }

  private Location place(String before) {
    int line = (int) before.chars().filter(character -> character == '\n').count() + 1;
    return new Location(file, line, before.length() - before.lastIndexOf('\n'));
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "not readable" : text.lines().findFirst().orElse("not readable").strip();
  }
}
