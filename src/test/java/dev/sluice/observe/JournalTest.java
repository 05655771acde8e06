package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.RunEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Trouble AWAY = new Trouble(ProblemCode.UNREACHABLE, "no answer", null);
  private static final Trouble FULL = new Trouble(ProblemCode.UNREACHABLE, "no room", null);

  private final Journal journal = new Journal();

  @Test
  void aLaneThatRecoversLeavesTheTroubleOfTheOthers() {
    journal.accept(new RunEvent.Retrying("p", "p-0", AWAY, Duration.ZERO));
    journal.accept(new RunEvent.Retrying("p", "p-1", FULL, Duration.ZERO));
    journal.accept(new RunEvent.Recovered("p", "p-0"));
    assertThat(journal.trouble("p")).isEqualTo(FULL);
    journal.accept(new RunEvent.Recovered("p", "p-1"));
    assertThat(journal.trouble("p")).isNull();
  }

  @Test
  void whatHasEndedIsInNoTrouble() {
    journal.accept(new RunEvent.Retrying("p", "p-0", AWAY, Duration.ZERO));
    journal.accept(new RunEvent.Ended("p", new Ending.Stopped()));
    assertThat(journal.trouble("p")).isNull();
  }
}
