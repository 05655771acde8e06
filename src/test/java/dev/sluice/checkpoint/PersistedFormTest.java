package dev.sluice.checkpoint;

import static dev.sluice.checkpoint.CheckpointStoreContract.FULL_POSITION;
import static dev.sluice.checkpoint.CheckpointStoreContract.THEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The persisted form, pinned: a change of it is a new version. */
class PersistedFormTest {
  private static final Path GOLDEN = Path.of("src/test/resources/checkpoint/version-1.json");
  private static final Partition P0 = new Partition("cluster-a", "orders", 0);
  private static final Partition P1 = new Partition("cluster-a", "orders", 1);
  private static final Partition ELSEWHERE = new Partition("cluster-b", "orders", 0);
  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          THEN,
          new Bounds(THEN.plusSeconds(60), Map.of(P0, 100L, P1, 0L)),
          THEN.plusSeconds(30),
          "0123456789abcdef",
          8,
          Map.of(P0, FULL_POSITION, ELSEWHERE, Position.starting(0, null)));

  @Test
  void versionOneIsWrittenAsEver() throws IOException {
    assertThat(new String(CheckpointJson.write("orders-eu", CHECKPOINT), StandardCharsets.UTF_8))
        .isEqualTo(Files.readString(GOLDEN).stripTrailing());
  }

  @Test
  void versionOneIsReadAsEver() throws IOException {
    assertThat(CheckpointJson.read(Files.readAllBytes(GOLDEN), "golden")).isEqualTo(CHECKPOINT);
  }

  @Test
  void theRecordsOfTheTopicAreWrittenAsEver() {
    assertThat(
            new String(CheckpointJson.writePosition(FULL_POSITION, "o-1"), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"version\":1,\"next\":42,\"first\":7,\"leaderEpoch\":3,\"topicId\":\"Xy-topic-id\","
                + "\"timestamp\":1700000000000,\"owner\":\"o-1\"}");
    assertThat(
            new String(
                CheckpointJson.writeHeader("orders-eu", CHECKPOINT.withPositions(Map.of())),
                StandardCharsets.UTF_8))
        .startsWith(
            "{\"version\":1,\"pipeline\":\"orders-eu\",\"firstStartedAt\":\"2026-01-01T00:00:00.123Z\"");
  }
}
