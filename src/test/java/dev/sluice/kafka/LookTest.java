package dev.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LookTest {
  private static final int ASKING = 8;

  private final AtomicInteger questions = new AtomicInteger();
  private final Look<Integer> look = new Look<>();
  private final ConcurrentLinkedQueue<Object> heard = new ConcurrentLinkedQueue<>();

  /** One asks; the others come while it is being answered, and share the next question. */
  private void askTogether(Supplier<Integer> answer) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    all.add(
        asking(() -> {
          asked.countDown();
          awaiting(answered);
          return answer.get();
        }));
    awaiting(asked);
    for (int i = 1; i < ASKING; i++) {
      all.add(asking(answer));
    }
    await()
        .until(() ->
            all.stream().filter(each -> each.getState() == Thread.State.BLOCKED).count()
                == ASKING - 1);
    answered.countDown();
    for (Thread each : all) {
      each.join();
    }
  }

  private Thread asking(Supplier<Integer> answer) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            heard.add(look.fresh(answer));
          } catch (StageException e) {
            heard.add(e);
          }
        });
  }

  private static void awaiting(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private RetryableException none() {
    questions.incrementAndGet();
    return new RetryableException(new Trouble(ProblemCode.UNREACHABLE, "away", null), null);
  }

  @Test
  void whoWaitsSharesTheNextAnswer() throws InterruptedException {
    askTogether(questions::incrementAndGet);
    assertThat(heard).containsExactlyInAnyOrder(1, 2, 2, 2, 2, 2, 2, 2);
    assertThat(look.fresh(questions::incrementAndGet)).isEqualTo(3);
    assertThat(look.notOlder(Duration.ofHours(1), questions::incrementAndGet)).isEqualTo(3);
    assertThat(look.notOlder(Duration.ofNanos(-1), questions::incrementAndGet)).isEqualTo(4);
  }

  /** Else each would wait for all time-outs before its own. */
  @Test
  void whoWaitsSharesThatThereWasNone() throws InterruptedException {
    askTogether(() -> {
      throw none();
    });
    assertThat(heard).hasSize(ASKING).allMatch(RetryableException.class::isInstance);
    assertThat(questions).hasValue(2);
    assertThat(look.fresh(() -> 7)).isEqualTo(7);
    assertThat(look.notOlder(Duration.ofHours(1), () -> 8)).isEqualTo(7);
  }
}
