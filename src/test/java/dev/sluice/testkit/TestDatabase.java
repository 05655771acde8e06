package dev.sluice.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL: a child process, on a port of its own, with data that is thrown away. */
public final class TestDatabase implements AutoCloseable {
  private final EmbeddedPostgres server;

  /** Starts one. */
  public TestDatabase() {
    try {
      server = EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
      requirePasswords();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("starting PostgreSQL", e);
    }
  }

  /** Of everybody but the superuser, who is trusted. */
  private void requirePasswords() throws IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet file = statement.executeQuery("show hba_file")) {
      file.next();
      Files.writeString(
          Path.of(file.getString(1)),
          """
          host all postgres all trust
          host all all all scram-sha-256
          """);
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException("asking PostgreSQL", e);
    }
  }

  /** Where a new, empty database is, without a login. */
  public String create(String name) {
    execute("postgres", "create database \"" + name + "\"");
    return url(name);
  }

  /** Where a database is. */
  public String url(String name) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name;
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** As the superuser. */
  public void execute(String database, String... statements) {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("asking PostgreSQL", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("stopping PostgreSQL", e);
    }
  }
}
