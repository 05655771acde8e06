package dev.sluice.schema;

import dev.sluice.problem.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a document, with its place. Aliases and merge keys are already unfolded. */
public sealed interface Node {
  /** Where it begins. */
  Location at();

  /** What it is, for people. */
  String kind();

  /**
   * A single value, always as text: the declared type decides what it means, never YAML's guess.
   *
   * @param text with variables substituted
   * @param written as it stands in the file: the only form that messages may repeat
   * @param plain whether it stands there without quotes
   * @param known false where a variable had no value, so that nothing can be said about the text
   */
  record Scalar(Location at, String text, String written, boolean plain, boolean known)
      implements Node {
    @Override
    public String kind() {
      return isNull() ? "nothing" : "\"" + abbreviated() + "\"";
    }

    /** Whether it is YAML's null: nothing, {@code ~} or {@code null}, without quotes. */
    public boolean isNull() {
      return plain
          && (written.isEmpty() || written.equals("~") || written.equalsIgnoreCase("null"));
    }

    private String abbreviated() {
      String line = written.replace("\n", "\\n");
      return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }
  }

  /** A list. */
  record Sequence(Location at, List<Node> items) implements Node {
    /** Keeps a copy. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and values, in the file's order, every key once. */
  record Mapping(Location at, List<Entry> entries) implements Node {
    /** Keeps a copy. */
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    /** The value of a key, or null. */
    public @Nullable Node get(String key) {
      for (Entry entry : entries) {
        if (entry.key().equals(key)) {
          return entry.value();
        }
      }
      return null;
    }
  }

  /** A key with its place, and its value. */
  record Entry(String key, Location at, Node value) {}
}
