package dev.sluice.stage;

import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;

/**
 * A record that the target refused for good. Its neighbours may have been refused along with it.
 *
 * @param reason the word it is counted under
 */
public record Refusal(Message message, String reason, Trouble trouble) {}
