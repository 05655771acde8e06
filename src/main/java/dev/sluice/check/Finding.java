package dev.sluice.check;

import dev.sluice.problem.Location;
import java.time.Duration;

/**
 * One item's outcome.
 *
 * @param subject what was tested: a connection's name, or a pipeline's and a stage's
 * @param at where that is defined
 * @param took how long it took
 */
public record Finding(Item item, String subject, Location at, Outcome outcome, Duration took) {
  /** One that needed no time: nothing was asked. */
  public static Finding atOnce(Item item, String subject, Location at, Outcome outcome) {
    return new Finding(item, subject, at, outcome, Duration.ZERO);
  }
}
