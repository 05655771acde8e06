package dev.sluice.testing;

import dev.sluice.message.Message;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.Rehearsal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline made of a case's records.
 *
 * @param targets what reached each, by its name
 * @param stop where it would stop, or null
 * @param fates a line a given record, for people
 */
record Actual(
    Map<String, List<Out>> targets,
    List<Dead> deadLetters,
    Books books,
    @Nullable Stopped stop,
    List<String> fates) {
  /**
   * A record that arrives.
   *
   * @param given of which record it was made, counted from 1
   */
  record Out(int given, String topic, Message message) {}

  /**
   * A dead letter.
   *
   * @param given of which record it was made, counted from 1
   */
  record Dead(int given, Rehearsal.Aside letter) {}

  /**
   * Where the pipeline stops.
   *
   * @param given at which record, counted from 1
   */
  record Stopped(int given, Rehearsal.Stop stop) {}
}
