package dev.sluice.checkpoint.jdbc;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.sql.SQLException;
import java.sql.SQLTransientException;

/** What a database's errors mean, by their SQLSTATE: the standard's classes, and PostgreSQL's. */
final class SqlErrors {
  /** H2's codes: the file is another process's, and the file is not there. */
  private static final int H2_HELD = 90020;

  private static final int H2_MISSING = 90146;

  private static final String NO_RIGHT = "42501";

  private SqlErrors() {}

  static StageException translate(Database database, String doing, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String what = doing + " on " + database.shown() + ": " + firstLine(e);
    if (e.getErrorCode() == H2_HELD) {
      return new FatalException(
          new Trouble(
              ProblemCode.CHECKPOINT_HELD,
              doing + " on " + database.shown() + ": another process has the embedded database",
              "Stop it first, or use PostgreSQL for several runners"),
          e);
    }
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "08", "57", "53", "25", "55", "58" -> // away, full, failing over, or held up
          new RetryableException(
              new Trouble(
                  ProblemCode.UNREACHABLE,
                  what,
                  "Check that the database runs, is reached from here and has room"),
              e);
      case "40" ->
          new RetryableException(
              new Trouble(ProblemCode.CHECKPOINT_STORE, what, "This passes by itself"), e);
      case "28" ->
          new FatalException(
              new Trouble(ProblemCode.AUTHENTICATION, what, "Check user and password"), e);
      case "42" ->
          state.equals(NO_RIGHT)
              ? new FatalException(
                  new Trouble(
                      ProblemCode.AUTHORISATION,
                      what,
                      "Grant the right: the reference lists what the store jdbc needs"),
                  e)
              : new FatalException(
                  new Trouble(
                      ProblemCode.CHECKPOINT_STORE,
                      what,
                      "Put back the tables, or drop "
                          + Schema.HISTORY
                          + " too: then the pipeline starts as for the first time"),
                  e);
      default ->
          e instanceof SQLTransientException
              ? new RetryableException(new Trouble(ProblemCode.UNREACHABLE, what, null), e)
              : new FatalException(
                  new Trouble(
                      ProblemCode.CHECKPOINT_STORE, what, "Check the URL, and the database's log"),
                  e);
    };
  }

  /** Whether an embedded database was never made. */
  static boolean isMissing(SQLException e) {
    return e.getErrorCode() == H2_MISSING;
  }

  /** Whether a row is there already. */
  static boolean isDuplicate(SQLException e) {
    return "23505".equals(e.getSQLState());
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
