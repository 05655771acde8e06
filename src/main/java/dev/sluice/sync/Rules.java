package dev.sluice.sync;

/** What a source stage says about starting. */
public record Rules(SyncMode mode, StartAt startAt, Missing outOfRange, Recreated recreated) {}
