package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.checkpoint.file.FileStore;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest implements CheckpointStoreContract {
  @TempDir private Path directory;

  @Override
  public ClaimStore open(String pipeline) {
    return new FileStore(directory, pipeline);
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public String pipeline() {
    return "p";
  }

  @Test
  void aSecondRunnerIsRefusedWithThePidOfTheFirst() {
    try (ClaimStore _ = open("p")) {
      assertThatThrownBy(() -> open("p"))
          .isInstanceOfSatisfying(
              FatalException.class,
              e -> {
                assertThat(e.trouble().code()).isEqualTo(ProblemCode.CHECKPOINT_HELD);
                assertThat(e.trouble().message()).contains("pid " + ProcessHandle.current().pid());
              });
    }
    open("p").close();
  }

  @Test
  void aNewerVersionIsRefusedAndLeftAlone() throws IOException {
    Path file = directory.resolve("p.json");
    Files.writeString(file, "{\"version\": 2, \"pipeline\": \"p\", \"novelty\": true}");
    try (ClaimStore store = open("p")) {
      assertThatThrownBy(store::load)
          .isInstanceOfSatisfying(
              FatalException.class,
              e -> assertThat(e.trouble().code()).isEqualTo(ProblemCode.CHECKPOINT_VERSION));
    }
    assertThat(file).content().contains("novelty");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    try (ClaimStore store = open("p")) {
      store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
    }
    Path file = directory.resolve("p.json");
    String whole = Files.readString(file);
    for (int length = 0; length < whole.strip().length(); length += 7) {
      Files.writeString(file, whole.substring(0, length));
      try (ClaimStore store = open("p")) {
        assertThatThrownBy(store::load).isInstanceOf(FatalException.class);
      }
    }
  }

  @Test
  void theFileOfAnotherPipelineIsRefused() throws IOException {
    try (ClaimStore store = open("other")) {
      store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
    }
    Files.move(directory.resolve("other.json"), directory.resolve("p.json"));
    try (ClaimStore store = open("p")) {
      assertThatThrownBy(store::load)
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("is of the pipeline with the id other");
    }
  }

  /** The device that is always full stands where the next file would be written. */
  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskStopsAndTheLastGoodCheckpointIsKept() throws IOException {
    try (ClaimStore store = open("p")) {
      store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
      store.claim("me", Set.of(partition(0)));
      Files.createSymbolicLink(directory.resolve("p.json.new"), FULL);
      assertThatThrownBy(
              () -> store.save("me", Map.of(partition(0), FULL_POSITION.movedTo(50, 1, 1))))
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("The last good checkpoint is kept");
      assertThat(store.load().positions()).containsEntry(partition(0), FULL_POSITION);
    }
    try (ClaimStore again = open("p")) {
      assertThat(again.load().positions()).containsEntry(partition(0), FULL_POSITION);
    }
  }

  private static final Path FULL = Path.of("/dev/full");

  static boolean hasFullDevice() {
    return Files.exists(FULL);
  }

  @Test
  void nothingButTheCheckpointIsLeftBehind() throws IOException {
    try (ClaimStore store = open("p")) {
      store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("p.json", "p.lock", ".identity");
    }
  }
}
