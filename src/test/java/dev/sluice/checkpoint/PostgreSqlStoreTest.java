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

  /** A runner that is frozen in the middle holds up the others for a while, and not for ever. */
  @Test
  void whoHoldsTheRowsIsWaitedForAWhile() throws Exception {
    String pipeline = pipeline();
    try (JdbcStore store = open(pipeline);
        java.sql.Connection frozen =
            java.sql.DriverManager.getConnection(url, "postgres", "postgres")) {
      frozen.setAutoCommit(false);
      try (java.sql.Statement statement = frozen.createStatement()) {
        statement.execute(
            "select 1 from sluice_checkpoint where pipeline = '" + pipeline + "' for update");
      }
      assertThatThrownBy(() -> store.claim("me", Set.of(partition(0))))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("lock timeout");
      frozen.rollback();
      store.claim("me", Set.of(partition(0)));
    }
  }

  /** Saves lock rows in one order, and so does who changes everything. */
  @Test
  void editsAndSavesDoNotLockEachOtherOut() throws Exception {
    String pipeline = pipeline();
    Map<dev.sluice.message.Partition, dev.sluice.message.Position> all = new java.util.HashMap<>();
    for (String topic : java.util.List.of("a", "B", "_c")) {
      for (int i = 0; i < 20; i++) {
        all.put(new dev.sluice.message.Partition("c", topic, i), FULL_POSITION);
      }
    }
    java.util.concurrent.atomic.AtomicInteger saves =
        new java.util.concurrent.atomic.AtomicInteger();
    java.util.concurrent.atomic.AtomicBoolean done =
        new java.util.concurrent.atomic.AtomicBoolean();
    java.util.concurrent.atomic.AtomicReference<RuntimeException> failure =
        new java.util.concurrent.atomic.AtomicReference<>();
    Thread saving =
        Thread.ofPlatform()
            .start(() -> {
              try (JdbcStore store = open(pipeline)) {
                while (!done.get()) {
                  try {
                    store.claim("me", all.keySet());
                    store.save("me", all);
                    saves.incrementAndGet();
                  } catch (ClaimLostException e) {
                    // that is what the edit is for
                  }
                }
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    try (JdbcStore store = open(pipeline)) {
      for (int i = 0; i < 50 || saves.get() < 20; i++) {
        var seen = store.load();
        var _ = store.pin(new Pin.Replaced(seen, seen.withPositions(Map.of())));
        if (failure.get() != null) {
          break;
        }
      }
    }
    done.set(true);
    saving.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void aURLThatTheDriverDoesNotUnderstandIsNone() {
    assertThat(Database.isKnown("jdbc:postgresql://db:54x2/sluice")).isFalse();
    assertThat(Database.isKnown("jdbc:postgresql://db,other:5433/sluice?ssl=true")).isTrue();
    assertThat(Database.holdsLogin("jdbc:postgresql://db/x?sslpassword=hush")).isTrue();
    assertThat(Database.isKnown("jdbc:h2:file:rel/x")).isFalse();
    assertThat(Database.isKnown("jdbc:h2:file:./rel/x")).isTrue();
    assertThat(Database.isKnown("jdbc:h2:file:/x;WRITE_DELAY=5")).isFalse();
  }

  /** Who claimed a partition and never saved it cannot save it after somebody has edited. */
  @Test
  void anEditTakesAllClaimsBack() {
    try (JdbcStore store = open(pipeline())) {
      store.claim("old", Set.of(partition(0), partition(1)));
      var seen = store.load();
      var _ =
          store.pin(
              new Pin.Replaced(seen, seen.withPositions(Map.of(partition(0), FULL_POSITION))));
      assertThatThrownBy(() -> store.save("old", Map.of(partition(1), FULL_POSITION)))
          .isInstanceOf(ClaimLostException.class);
    }
  }
}
