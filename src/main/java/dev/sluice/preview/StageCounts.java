package dev.sluice.preview;

/**
 * What a stage did with the records.
 *
 * @param created made of others
 * @param skipped by policy, dead letters included
 * @param changed that went on as something else than they came
 * @param stops records at which a run would stop
 */
public record StageCounts(
    String stage,
    long in,
    long created,
    long out,
    long filtered,
    long skipped,
    long changed,
    long stops) {}
