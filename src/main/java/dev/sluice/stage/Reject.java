package dev.sluice.stage;

import dev.sluice.problem.Trouble;

/**
 * Why a record cannot go on, and what the policy says.
 *
 * @param reason the word it is counted under, such as {@code malformed}
 * @param policy what to do
 * @param trouble what to tell people, coordinates included
 */
public record Reject(String reason, Policy policy, Trouble trouble) {}
