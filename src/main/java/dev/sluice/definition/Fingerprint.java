package dev.sluice.definition;

import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Entry;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Node.Sequence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;

/**
 * A short hash of a pipeline's meaning: the order of keys, layout, description and labels do not
 * count. Hashes what is written, never what a variable stands for (invariant 8).
 */
final class Fingerprint {
  private static final Set<String> WITHOUT_MEANING = Set.of("description", "labels");

  private Fingerprint() {}

  static String of(Mapping document) {
    StringBuilder text = new StringBuilder();
    document.entries().stream()
        .filter(entry -> !WITHOUT_MEANING.contains(entry.key()))
        .sorted(Comparator.comparing(Entry::key))
        .forEach(entry -> append(entry, text));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void append(Entry entry, StringBuilder text) {
    text.append(entry.key()).append('=');
    append(entry.value(), text);
  }

  private static void append(Node node, StringBuilder text) {
    switch (node) {
      case Scalar scalar ->
          text.append(scalar.written().length()).append(':').append(scalar.written());
      case Sequence sequence -> {
        text.append('[');
        sequence.items().forEach(item -> append(item, text));
        text.append(']');
      }
      case Mapping mapping -> {
        text.append('{');
        mapping.entries().stream()
            .sorted(Comparator.comparing(Entry::key))
            .forEach(entry -> append(entry, text));
        text.append('}');
      }
    }
  }
}
