package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.checkpoint.jdbc.Database;
import dev.sluice.checkpoint.jdbc.JdbcInspection;
import dev.sluice.checkpoint.jdbc.JdbcStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest implements CheckpointStoreContract {
  @TempDir private Path directory;

  private Database database() {
    return Database.of("jdbc:h2:file:" + directory.resolve("sluice"), null, null);
  }

  @Override
  public JdbcStore open(String pipeline) {
    return new JdbcStore(database(), pipeline);
  }

  @Test
  void theTestOfItMakesNoFile() {
    assertThat(new JdbcInspection(database(), "p").use().toString())
        .contains("is created at the first start");
    assertThat(directory).isEmptyDirectory();
    open("p").close();
    assertThat(new JdbcInspection(database(), "p").use().toString()).contains("has never started");
    assertThat(Files.exists(directory.resolve("sluice.mv.db"))).isTrue();
  }

  /** One machine's: its mirror at the source says so. */
  @Test
  void itIsOneMachines() {
    try (JdbcStore store = open(pipeline())) {
      assertThat(store.identity()).isEqualTo(store.token());
    }
  }
}
