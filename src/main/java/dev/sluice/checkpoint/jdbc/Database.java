package dev.sluice.checkpoint.jdbc;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.StageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a database is, and how it is logged in to. */
public sealed interface Database {
  /** What a URL may be, for people. */
  String EXPECTED =
      "jdbc:postgresql://HOST:PORT/NAME, or jdbc:h2:file:PATH for the embedded database, PATH beginning with /, ./ or ~/";

  /** Its URL without anything that may be a secret. */
  String shown();

  /** Opens connections; the drivers are named here, none is looked up. */
  DataSource source();

  /** Lets no other session wait for one that has vanished in the middle, before its first use. */
  void guard(Connection connection) throws SQLException;

  /** Whether only one process at a time can have it. */
  boolean isEmbedded();

  /** What an error of the database means. */
  default StageException failed(String doing, SQLException e) {
    return SqlErrors.translate(this, doing, e);
  }

  /** What is kept is not what this store writes. */
  default FatalException broken(String what) {
    return new FatalException(
        ProblemCode.CHECKPOINT_STORE,
        "the checkpoints in " + shown() + " cannot be read: " + what,
        "Put back a good copy; without one the positions have to be set anew");
  }

  /** Of a URL of a known kind. */
  static Database of(String url, @Nullable String user, @Nullable String password) {
    return isEmbedded(url)
        ? new Embedded(url, user, password)
        : new PostgreSql(url, user, password);
  }

  /** Whether a URL is of the embedded database. */
  public static boolean isEmbedded(String url) {
    return url.startsWith(Embedded.PREFIX);
  }

  /** Whether a URL is one that the driver of its kind understands. */
  static boolean isKnown(String url) {
    return isEmbedded(url)
        ? url.substring(Embedded.PREFIX.length()).matches("(/|\\./|~/|[A-Za-z]:[/\\\\])[^;]+")
        : url.startsWith(PostgreSql.PREFIX) && Driver.parseURL(url, null) != null;
  }

  /** Whether a login stands in a URL, where it would be shown. */
  static boolean holdsLogin(String url) {
    return Pattern.compile("[?&;]\\w*password=", Pattern.CASE_INSENSITIVE).matcher(url).find()
        || url.matches("jdbc:postgresql://[^/?]*@.*");
  }

  /** For production. */
  record PostgreSql(String url, @Nullable String user, @Nullable String password)
      implements Database {
    private static final String PREFIX = "jdbc:postgresql:";

    @Override
    public String shown() {
      return url.split("\\?", 2)[0];
    }

    @Override
    public boolean isEmbedded() {
      return false;
    }

    @Override
    public void guard(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("set lock_timeout = '10s'");
        statement.execute("set idle_in_transaction_session_timeout = '30s'");
      }
    }

    @Override
    public DataSource source() {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setURL(url);
      source.setApplicationName("sluice");
      source.setTcpKeepAlive(true);
      String given = url.toLowerCase(Locale.ROOT);
      if (!given.contains("connecttimeout=")) {
        source.setConnectTimeout(10);
      }
      if (!given.contains("sockettimeout=")) {
        source.setSocketTimeout(30); // else a database that vanished holds a lane for ever
      }
      if (user != null) {
        source.setUser(user);
      }
      if (password != null) {
        source.setPassword(password);
      }
      return source;
    }

    /** Without the password (invariant 8). */
    @Override
    public String toString() {
      return shown();
    }
  }

  /** H2, in a file: for tests and single machines. */
  record Embedded(String url, @Nullable String user, @Nullable String password)
      implements Database {
    private static final String PREFIX = "jdbc:h2:file:";

    @Override
    public String shown() {
      return url.split(";", 2)[0];
    }

    @Override
    public boolean isEmbedded() {
      return true;
    }

    @Override
    public void guard(Connection connection) {
      // all sessions are this process's
    }

    @Override
    public DataSource source() {
      JdbcDataSource source = new JdbcDataSource();
      // what is committed is in the file; by default H2 writes it half a second later
      source.setURL(atHome() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
      source.setUser(user == null ? "" : user);
      source.setPassword(password == null ? "" : password);
      return source;
    }

    /** The same, unless the file is not there: then none is made. */
    public Embedded ifThere() {
      return new Embedded(url + ";IFEXISTS=TRUE", user, password);
    }

    /** The same, only to be looked at: whoever has the file keeps it. */
    public Embedded readOnly() {
      return new Embedded(url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", user, password);
    }

    /** In a native image H2's own idea of a home is that of the machine that built it. */
    private String atHome() {
      String home = PREFIX + "~/";
      return url.startsWith(home)
          ? PREFIX + System.getProperty("user.home") + "/" + url.substring(home.length())
          : url;
    }

    /** Without the password (invariant 8). */
    @Override
    public String toString() {
      return shown();
    }
  }
}
