package dev.sluice.checkpoint.jdbc;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of one pipeline, inside one transaction. */
record Rows(Connection connection, Database database, String pipeline) {
  /** Stands for what belongs to the pipeline. */
  static final Partition HEADER = new Partition("", "", -1);

  private static final String KEY =
      " where pipeline = ? and cluster = ? and topic = ? and partition_number = ?";

  /**
   * Makes the header's row, unless it is there: in a transaction of its own.
   *
   * @return who has claimed it, "" where nobody has
   */
  String ensureHeader(@Nullable String claimedBy) throws SQLException {
    String known = header();
    if (known != null) {
      return known;
    }
    try {
      insert(List.of(HEADER), partition -> claimedBy, partition -> null);
    } catch (SQLException e) {
      if (!SqlErrors.isDuplicate(e)) {
        throw e;
      }
      connection.rollback(); // somebody else has made it meanwhile
    }
    return Objects.requireNonNull(header());
  }

  /** Who has claimed the header: "" where nobody has; null where there is none. */
  private @Nullable String header() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select claimed_by from " + Schema.TABLE + KEY)) {
      var _ = key(select, 1, HEADER);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Objects.requireNonNullElse(row.getString(1), "") : null;
      }
    }
  }

  /** Lets nobody else claim or pin before this transaction ends. */
  void lock() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select state from " + Schema.TABLE + KEY + " for update")) {
      var _ = key(select, 1, HEADER);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw database.broken("the row of " + pipeline + " is gone");
        }
      }
    }
  }

  /** Takes all claims back, in the order in which saves lock: then nobody saves meanwhile. */
  void takeClaims() throws SQLException {
    Set<Partition> partitions = new HashSet<>(states().keySet());
    partitions.remove(HEADER);
    var _ = updated("claimed_by = ?", "", List.of(), partitions, partition -> null);
  }

  /** Everything that is kept. */
  Checkpoint read() throws SQLException {
    Checkpoint header = Checkpoint.EMPTY;
    Map<Partition, Position> positions = new HashMap<>();
    for (Map.Entry<Partition, @Nullable String> row : states().entrySet()) {
      Partition partition = row.getKey();
      String state = row.getValue();
      if (state == null) {
        continue;
      }
      byte[] json = state.getBytes(StandardCharsets.UTF_8);
      if (partition.equals(HEADER)) {
        header = CheckpointJson.read(json, place(partition));
      } else {
        positions.put(partition, CheckpointJson.readPosition(json, place(partition)));
      }
    }
    return header.withPositions(positions);
  }

  /** All rows, also of partitions that were claimed and never saved. */
  private Map<Partition, @Nullable String> states() throws SQLException {
    Map<Partition, @Nullable String> states = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select cluster, topic, partition_number, state from "
                + Schema.TABLE
                + " where pipeline = ?")) {
      select.setString(1, pipeline);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          states.put(
              new Partition(rows.getString(1), rows.getString(2), rows.getInt(3)),
              rows.getString(4));
        }
      }
    }
    return states;
  }

  private String place(Partition partition) {
    return (partition.equals(HEADER) ? "header" : partition)
        + " of "
        + pipeline
        + " in "
        + database.shown();
  }

  /** Makes claims; rows that are not there yet are made. The header's row is locked. */
  void claim(String owner, Collection<Partition> partitions) throws SQLException {
    List<Partition> missing =
        updated("claimed_by = ?", "", List.of(), partitions, partition -> owner);
    insert(missing, partition -> owner, partition -> null);
  }

  /** Gives claims up that are still the owner's. */
  void release(String owner, Collection<Partition> partitions) throws SQLException {
    var _ =
        updated(
            "claimed_by = ?", " and claimed_by = ?", List.of(owner), partitions, partition -> null);
  }

  /** Saves under claims; the partitions that are not the owner's. */
  Set<Partition> save(String owner, Map<Partition, Position> positions) throws SQLException {
    return new HashSet<>(
        updated(
            "state = ?",
            " and claimed_by = ?",
            List.of(owner),
            positions.keySet(),
            partition -> state(positions.get(partition))));
  }

  /** Writes what differs; whose positions are changed has to claim them anew. */
  void replace(Checkpoint before, Checkpoint after) throws SQLException {
    String header = text(CheckpointJson.writeHeader(pipeline, after.withPositions(Map.of())));
    var _ = updated("state = ?", "", List.of(), List.of(HEADER), partition -> header);
    Map<Partition, @Nullable Position> changed = new HashMap<>(after.positions());
    changed.entrySet().removeAll(before.positions().entrySet());
    before.positions().keySet().stream()
        .filter(partition -> !after.positions().containsKey(partition))
        .forEach(partition -> changed.put(partition, null));
    List<Partition> missing =
        updated(
            "claimed_by = null, state = ?",
            "",
            List.of(),
            changed.keySet(),
            partition -> state(changed.get(partition)));
    insert(missing, partition -> null, partition -> state(changed.get(partition)));
  }

  private static @Nullable String state(@Nullable Position position) {
    return position == null ? null : text(CheckpointJson.writePosition(position, null));
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  /** What a row gets. */
  private interface Value {
    @Nullable String of(Partition partition);
  }

  /** Changes rows, in one order for all; those that are not there, or do not meet the condition. */
  private List<Partition> updated(
      String change,
      String condition,
      List<String> arguments,
      Collection<Partition> partitions,
      Value value)
      throws SQLException {
    List<Partition> sorted = partitions.stream().sorted().toList();
    List<Partition> missed = new ArrayList<>();
    try (PreparedStatement update =
        connection.prepareStatement(
            "update " + Schema.TABLE + " set " + change + KEY + condition)) {
      for (Partition partition : sorted) {
        update.setString(1, value.of(partition));
        int next = key(update, 2, partition);
        for (String argument : arguments) {
          update.setString(next++, argument);
        }
        update.addBatch();
      }
      int[] counts = update.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 0) {
          missed.add(sorted.get(i));
        }
      }
    }
    return missed;
  }

  private void insert(Collection<Partition> partitions, Value claimedBy, Value state)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into "
                + Schema.TABLE
                + " (pipeline, cluster, topic, partition_number, claimed_by, state)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      for (Partition partition : partitions) {
        int next = key(insert, 1, partition);
        insert.setString(next, claimedBy.of(partition));
        insert.setString(next + 1, state.of(partition));
        insert.addBatch();
      }
      var _ = insert.executeBatch();
    }
  }

  private int key(PreparedStatement statement, int from, Partition partition) throws SQLException {
    statement.setString(from, pipeline);
    statement.setString(from + 1, partition.cluster());
    statement.setString(from + 2, partition.topic());
    statement.setInt(from + 3, partition.index());
    return from + 4;
  }
}
