package dev.sluice.plan;

/** What a change of a definition does to records and positions, in a sentence. */
final class Effects {
  /** Filters and targets do not look back. */
  static final String FROM_NOW_ON = "records already delivered stay as they were";

  private static final String OTHER_STORE = "the positions in the old store are not used";

  private Effects() {}

  /** Of a pipeline's own key. */
  static String ofPipeline(String key) {
    return switch (key) {
      case "id" -> "the old position is not used";
      case "sync" -> "another start table; positions stay";
      case "delivery" -> "runners of the old delivery must stop first";
      case "provenance" -> FROM_NOW_ON;
      case "agent" -> "another runner takes it";
      default -> "";
    };
  }

  /**
   * Of a key of the checkpoint store.
   *
   * @param same whether it is the same store nonetheless
   */
  static String ofCheckpoint(String key, boolean same) {
    return switch (key) {
      case "store", "connection", "topic", "directory", "url" -> same ? "" : OTHER_STORE;
      case "slots" -> "refused while positions exist: export, reset, import";
      default -> "";
    };
  }

  /** Of a key of a source. */
  static String ofSource(String key) {
    return switch (key) {
      case "topics", "topicExpression" ->
          "topics that are new start at their beginning; of those that go, what is unread stays so";
      case "startAt" -> "counts at a first start alone";
      case "nonJson", "tombstones", "format", "isolation" -> FROM_NOW_ON;
      default -> leadsElsewhere(key) ? "another cluster is another log (row 2)" : "";
    };
  }

  private static boolean leadsElsewhere(String key) {
    return key.endsWith("kafka.bootstrapServers");
  }

  /** Of a key of a target. */
  static String ofTarget(String key) {
    return leadsElsewhere(key)
            || key.equals("topic")
            || key.equals("partition")
            || key.equals("from")
        ? FROM_NOW_ON
        : "";
  }
}
