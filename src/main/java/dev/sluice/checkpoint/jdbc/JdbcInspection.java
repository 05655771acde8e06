package dev.sluice.checkpoint.jdbc;

import dev.sluice.check.Outcome;
import dev.sluice.message.Checkpoint;
import dev.sluice.problem.Printable;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.sql.Connection;
import java.sql.SQLException;

/** The connection test's look at the database of checkpoints. Changes nothing in it. */
public final class JdbcInspection {
  private final Database database;
  private final String pipeline;

  /** Of one pipeline's store. */
  public JdbcInspection(Database database, String pipeline) {
    this.database = database;
    this.pipeline = pipeline;
  }

  /** The database is there, takes the login, and has the tables, or lets us create them. */
  public Outcome use() {
    Database asked = database instanceof Database.Embedded file ? file.ifThere() : database;
    try (Connection connection = asked.source().getConnection()) {
      connection.setReadOnly(true);
      return new Schema(asked).isThere() ? there(connection) : creatable(connection);
    } catch (SQLException e) {
      return SqlErrors.isMissing(e)
          ? new Outcome.Pass(database.shown() + " is created at the first start")
          : Outcome.of(database.failed("connecting", e));
    } catch (StageException e) {
      return Outcome.of(e);
    }
  }

  /**
   * What is kept of the pipeline; where there is no database or no table yet, nothing.
   *
   * @throws StageException where the database cannot be used
   */
  public Checkpoint peek() {
    Database asked = database instanceof Database.Embedded file ? file.readOnly() : database;
    try (Connection connection = asked.source().getConnection()) {
      connection.setReadOnly(true);
      return new Schema(asked).isThere()
          ? new Rows(connection, database, pipeline).read()
          : Checkpoint.EMPTY;
    } catch (SQLException e) {
      if (SqlErrors.isMissing(e)) {
        return Checkpoint.EMPTY;
      }
      throw database.failed("connecting", e);
    }
  }

  private Outcome there(Connection connection) throws SQLException {
    Trouble missing = Grants.missingToWrite(database, connection);
    if (missing != null) {
      return new Outcome.Fail(missing, false);
    }
    Checkpoint checkpoint = new Rows(connection, database, pipeline).read();
    return new Outcome.Pass(
        database.shown()
            + (checkpoint.firstStartedAt() == null
                ? ": the pipeline has never started"
                : ": positions of "
                    + Printable.counted(checkpoint.positions().size(), "partition")));
  }

  private Outcome creatable(Connection connection) throws SQLException {
    Trouble missing = Grants.missingToCreate(database, connection);
    return missing != null
        ? new Outcome.Fail(missing, false)
        : new Outcome.Pass(
            Schema.TABLE + " in " + database.shown() + " is created at the first start");
  }
}
