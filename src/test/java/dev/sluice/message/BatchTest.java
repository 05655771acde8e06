package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final Partition SOURCE = new Partition("c", "orders", 0);

  /** Every third offset is there, and every record has a leader epoch of its own. */
  private static Batch batch(int messages) {
    List<Message> found =
        IntStream.range(0, messages)
            .mapToObj(at -> new Message(SOURCE, 3L * at, at, -1, null, null, List.of()))
            .toList();
    return new Batch(SOURCE, found, 100, 50);
  }

  @Test
  void partsGoOnWhereTheOneBeforeEnded() {
    assertThat(batch(5).parts(2))
        .containsExactly(batch(5).before(6), part(2, 4, 12, 4), part(4, 5, 100, 50));
    assertThat(batch(4).parts(2)).containsExactly(batch(4).before(6), part(2, 4, 100, 50));
  }

  private static Batch part(int from, int to, long next, int leaderEpoch) {
    return new Batch(SOURCE, batch(to).messages().subList(from, to), next, leaderEpoch);
  }

  @Test
  void whatIsShortIsOnePartAndWhatIsEmptyMovesOn() {
    assertThat(batch(2).parts(2)).containsExactly(batch(2));
    assertThat(batch(0).parts(2)).containsExactly(batch(0));
  }
}
