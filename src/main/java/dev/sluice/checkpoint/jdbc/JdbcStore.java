package dev.sluice.checkpoint.jdbc;

import dev.sluice.checkpoint.ClaimLostException;
import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps checkpoints in a table. A claim writes its owner into the rows, and a save changes only
 * rows with its own owner in them: that is the compare-and-set. Claims and pins of one pipeline
 * wait for each other at the header's row.
 */
public final class JdbcStore implements ClaimStore {
  /** Which database this is stands in the row of a pipeline without a name. */
  private static final String NOBODY = "";

  private final Database database;
  private final String pipeline;
  private final DataSource source;
  private final String token;
  private @Nullable Connection open;

  /**
   * Of one pipeline; one connection, which is made anew when it breaks.
   *
   * @throws dev.sluice.problem.StageException where the database cannot be used
   */
  public JdbcStore(Database database, String pipeline) {
    this.database = database;
    this.pipeline = pipeline;
    this.source = database.source();
    new Schema(database).prepare();
    var _ = ensureHeader(pipeline, null);
    this.token = ensureHeader(NOBODY, UUID.randomUUID().toString());
  }

  private String ensureHeader(String of, @Nullable String claimedBy) {
    return transaction(
        "opening", connection -> new Rows(connection, database, of).ensureHeader(claimedBy));
  }

  /** Tells this database from every other. */
  public String token() {
    return token;
  }

  @Override
  public Checkpoint load() {
    return transaction("loading", connection -> rows(connection).read());
  }

  @Override
  public Checkpoint pin(Pin pin) {
    return transaction(
        "pinning",
        connection -> {
          Rows rows = rows(connection);
          rows.lock();
          if (pin instanceof Pin.Replaced) {
            rows.takeClaims();
          }
          Checkpoint before = rows.read();
          Checkpoint after = pin.applyTo(before);
          if (after.equals(before)) {
            connection.rollback();
          } else {
            rows.replace(before, after);
          }
          return after;
        });
  }

  @Override
  public Checkpoint claim(String owner, Set<Partition> partitions) {
    return transaction(
        "claiming",
        connection -> {
          Rows rows = rows(connection);
          rows.lock();
          rows.claim(owner, partitions);
          return rows.read();
        });
  }

  @Override
  public void save(String owner, Map<Partition, Position> positions) {
    Set<Partition> lost =
        transaction(
            "saving",
            connection -> {
              Set<Partition> others = rows(connection).save(owner, positions);
              if (!others.isEmpty()) {
                connection.rollback();
              }
              return others;
            });
    if (!lost.isEmpty()) {
      throw new ClaimLostException(lost);
    }
  }

  @Override
  public void release(String owner, Set<Partition> partitions) {
    var _ =
        transaction(
            "releasing",
            connection -> {
              rows(connection).release(owner, partitions);
              return owner;
            });
  }

  /** An embedded database is one machine's. */
  @Override
  public @Nullable String identity() {
    return database.isEmbedded() ? token : null;
  }

  @Override
  public synchronized void close() {
    Connection old = open;
    open = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        // it is closed as far as it can be
      }
    }
  }

  private Rows rows(Connection connection) {
    return new Rows(connection, database, pipeline);
  }

  /** Something that is done as a whole, or not at all. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private synchronized <T> T transaction(String doing, Work<T> work) {
    boolean done = false;
    try {
      Connection connection = connection();
      T result = work.on(connection);
      connection.commit();
      done = true;
      return result;
    } catch (SQLException e) {
      throw database.failed(doing, e);
    } finally {
      if (!done) {
        close(); // ends what was begun, and the next one has a connection of its own
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection known = open;
    if (known == null) {
      known = source.getConnection();
      open = known; // closed when the rest of this fails
      database.guard(known);
      known.setAutoCommit(false);
      known.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
    return known;
  }
}
