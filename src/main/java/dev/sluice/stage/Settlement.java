package dev.sluice.stage;

import java.util.List;

/**
 * What became of what a writer was handed.
 *
 * @param complete whether every message is acknowledged or refused
 * @param refused the refusals that were not reported before
 */
public record Settlement(boolean complete, List<Refusal> refused) {}
