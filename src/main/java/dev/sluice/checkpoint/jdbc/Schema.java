package dev.sluice.checkpoint.jdbc;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the store, created and versioned by Flyway. Its migrations are named here, so that
 * none is looked for, in the native binary as on the JVM.
 */
final class Schema {
  /** Where checkpoints are. */
  static final String TABLE = "sluice_checkpoint";

  /** Where Flyway keeps which version the schema has. */
  static final String HISTORY = "sluice_schema_history";

  private static final int VERSION = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Database database;
  private final Flyway flyway;

  Schema(Database database) {
    this.database = database;
    this.flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(database.source())
            .table(HISTORY)
            .javaMigrations(new Checkpoints())
            // without these Flyway scans the class path, which it may not in a native image
            .resourceProvider(new NoFiles())
            .javaMigrationClassProvider(List::of)
            // a database that has other tables is none of ours to refuse
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
  }

  /**
   * Creates what is missing.
   *
   * @throws dev.sluice.problem.StageException where that may not be, or a newer release has been
   *     here
   */
  void prepare() {
    try {
      if (!isThere()) {
        requireRight();
        migrate();
      }
    } catch (FlywayException e) {
      throw failed(e);
    }
  }

  /** Another runner may be at it: then it is there soon, or this one gets through. */
  private void migrate() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        var _ = flyway.migrate();
        return;
      } catch (FlywayException e) {
        if (System.nanoTime() - until > 0 || !pause()) {
          throw e;
        }
        if (isThere()) {
          return;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Flyway tries for ten seconds what it may not. */
  private void requireRight() {
    try (Connection connection = database.source().getConnection()) {
      Trouble missing = Grants.missingToCreate(database, connection);
      if (missing != null) {
        throw new FatalException(missing, null);
      }
    } catch (SQLException e) {
      throw database.failed("preparing the tables", e);
    }
  }

  /** Whether everything is there already; nothing is changed. */
  boolean isThere() {
    try {
      MigrationInfoService info = flyway.info();
      refuseNewer(info.current());
      return info.pending().length == 0;
    } catch (FlywayException e) {
      throw failed(e);
    }
  }

  private void refuseNewer(@Nullable MigrationInfo current) {
    MigrationVersion version = current == null ? null : current.getVersion();
    if (version != null && version.isNewerThan(String.valueOf(VERSION))) {
      throw CheckpointJson.newer(
          "schema in " + database.shown(), version.getMajor().longValue(), VERSION);
    }
  }

  private StageException failed(FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return database.failed("preparing the tables", sql);
      }
    }
    return database.broken(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
  }

  /** There are no migrations in files. */
  private static final class NoFiles implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      return null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String... suffixes) {
      return List.of();
    }
  }

  /**
   * Version 1. A row for each partition of each pipeline; what belongs to the pipeline is in the
   * row of partition -1, and who the database is in that of a pipeline without a name. The states
   * are JSON as files have them.
   */
  private static final class Checkpoints implements JavaMigration {
    @Override
    public MigrationVersion getVersion() {
      return MigrationVersion.fromVersion("1");
    }

    @Override
    public String getDescription() {
      return "checkpoints";
    }

    @Override
    public @Nullable Integer getChecksum() {
      return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
      return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
      Connection connection = context.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "create table "
                + TABLE
                + """
                 (
                  pipeline varchar(255) not null,
                  cluster varchar(255) not null,
                  topic varchar(255) not null,
                  partition_number integer not null,
                  claimed_by varchar(64),
                  state text,
                  primary key (pipeline, cluster, topic, partition_number)
                )
                """);
      }
    }
  }
}
