package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.checkpoint.jdbc.Database;
import dev.sluice.checkpoint.jdbc.Grants;
import dev.sluice.checkpoint.jdbc.JdbcInspection;
import dev.sluice.checkpoint.jdbc.JdbcStore;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.testkit.TestDatabase;
import dev.sluice.testkit.Topics;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgreSqlStoreTest implements CheckpointStoreContract {
  private static TestDatabase server;
  private static String url;

  @BeforeAll
  static void start() {
    server = new TestDatabase();
    url = server.create("contract");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  public JdbcStore open(String pipeline) {
    return new JdbcStore(Database.of(url, "postgres", "postgres"), pipeline);
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public String pipeline() {
    return Topics.name("jdbc");
  }

  /** What a user is granted is enough, and each grant is needed. */
  @Test
  void theLeastRightsAreEnough() {
    String database = Topics.name("rights");
    String there = server.create(database);
    String user = Topics.name("user").replace('-', '_');
    server.execute(database, "create user " + user + " password 'secret'");
    Database mine = Database.of(there, user, "secret");
    assertThatThrownBy(() -> new JdbcStore(mine, "p").close())
        .isInstanceOfSatisfying(
            FatalException.class,
            e -> assertThat(e.trouble().code()).isEqualTo(ProblemCode.AUTHORISATION));
    assertThat(new JdbcInspection(mine, "p").use().toString())
        .contains("may not create sluice_checkpoint", Grants.creating());
    new JdbcStore(Database.of(there, "postgres", "postgres"), "p").close();
    for (String grant : Grants.writing()) {
      assertThatThrownBy(() -> new JdbcStore(mine, "p").close()).isInstanceOf(StageException.class);
      server.execute(database, grant.replace("NAME", user));
    }
    assertThat(new JdbcInspection(mine, "p").use().toString()).contains("has never started");
    try (JdbcStore store = new JdbcStore(mine, "p")) {
      store.claim("me", Set.of(partition(0)));
      store.save("me", Map.of(partition(0), FULL_POSITION));
    }
    assertThat(new JdbcInspection(Database.of(there, user, "wrong"), "p").use().toString())
        .contains("password authentication failed")
        .doesNotContain("wrong");
  }

  /** A pipeline in another database has other positions: its members are told apart by this. */
  @Test
  void everyDatabaseHasATokenOfItsOwn() {
    try (JdbcStore one = open(pipeline());
        JdbcStore same = open(pipeline());
        JdbcStore other =
            new JdbcStore(
                Database.of(server.create(Topics.name("other")), "postgres", "postgres"), "p")) {
      assertThat(one.token()).isEqualTo(same.token()).isNotEqualTo(other.token());
      assertThat(one.identity()).isNull();
    }
  }

  /** Tables of others are left alone; those of a newer release are not touched. */
  @Test
  void aSchemaOfANewerReleaseIsRefused() {
    String database = Topics.name("newer");
    String there = server.create(database);
    server.execute(database, "create table somebody_elses (x integer)");
    Database mine = Database.of(there, "postgres", "postgres");
    new JdbcStore(mine, "p").close();
    server.execute(
        database,
        "insert into sluice_schema_history select installed_rank + 1, '7', description, type,"
            + " script, checksum, installed_by, installed_on, execution_time, success from"
            + " sluice_schema_history where version = '1'");
    assertThatThrownBy(() -> new JdbcStore(mine, "p").close())
        .isInstanceOf(FatalException.class)
        .hasMessageContaining("is of version 7; this release reads up to 1");
  }

  /** A connection that was cut is made anew; until then the trouble is one that passes. */
  @Test
  void aConnectionThatIsCutIsMadeAnew() {
    try (JdbcStore store = open(pipeline())) {
      store.claim("me", Set.of(partition(0)));
      server.execute(
          "contract",
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sluice'");
      assertThatThrownBy(() -> store.save("me", Map.of(partition(0), FULL_POSITION)))
          .isInstanceOf(RetryableException.class);
      store.save("me", Map.of(partition(0), FULL_POSITION));
      assertThat(store.load().positions()).containsEntry(partition(0), FULL_POSITION);
    }
  }

  @Test
  void aDatabaseThatIsAwayIsTroubleThatPasses() {
    assertThatThrownBy(() ->
            new JdbcStore(Database.of("jdbc:postgresql://localhost:1/x", null, null), "p").close())
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("jdbc:postgresql://localhost:1/x");
  }
}
