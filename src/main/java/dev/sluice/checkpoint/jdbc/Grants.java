package dev.sluice.checkpoint.jdbc;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rights that the store needs, and who lacks them: asked, before something fails slowly. */
public final class Grants {
  private static final String MAY_CREATE =
      "select has_schema_privilege(current_schema(), 'CREATE')";
  private static final String MAY_WRITE =
      "select has_table_privilege('"
          + Schema.TABLE
          + "', 'INSERT') and has_table_privilege('"
          + Schema.TABLE
          + "', 'UPDATE')";

  private Grants() {}

  /** On the tables, once they are there, as SQL. */
  public static List<String> writing() {
    return List.of(
        "grant select, insert, update on " + Schema.TABLE + " to NAME",
        "grant select on " + Schema.HISTORY + " to NAME");
  }

  /** For creating the tables, as SQL. */
  public static String creating() {
    return "grant create on schema public to NAME";
  }

  /** What is missing for creating the tables, or null. */
  static @Nullable Trouble missingToCreate(Database database, Connection connection)
      throws SQLException {
    return database.isEmbedded() || asked(connection, MAY_CREATE)
        ? null
        : missing(database, "create", creating());
  }

  /** What is missing for using the tables, or null. */
  static @Nullable Trouble missingToWrite(Database database, Connection connection)
      throws SQLException {
    return database.isEmbedded() || asked(connection, MAY_WRITE)
        ? null
        : missing(database, "write", String.join("; ", writing()));
  }

  private static Trouble missing(Database database, String what, String grant) {
    return new Trouble(
        ProblemCode.AUTHORISATION,
        "this user of " + database.shown() + " may not " + what + " " + Schema.TABLE,
        "Grant it: " + grant);
  }

  private static boolean asked(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      return answer.next() && answer.getBoolean(1);
    }
  }
}
