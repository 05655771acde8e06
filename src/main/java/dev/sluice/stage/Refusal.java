package dev.sluice.stage;

import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that the target refused for good. Its neighbours may have been refused along with it.
 *
 * @param message as it was handed over; of one that was handed over with others, only where it came
 *     from: it comes again, alone
 * @param reason the word it is counted under
 * @param forItsTimestamp whether another timestamp would do
 */
public record Refusal(Message message, String reason, boolean forItsTimestamp, Trouble trouble) {
  /** The one of some refusals that was of an equal record; null where there is none. */
  public static @Nullable Refusal of(Message message, List<Refusal> refusals) {
    return refusals.stream()
        .filter(each -> each.message().holdsTheSame(message))
        .findFirst()
        .orElse(null);
  }
}
