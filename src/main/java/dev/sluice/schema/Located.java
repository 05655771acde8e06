package dev.sluice.schema;

import dev.sluice.problem.Location;

/**
 * A single value with its place, for those who find out more about it later.
 *
 * @param path its path in its document
 * @param written as it stands in the file: the only form that messages may repeat
 * @param meaning the same, however it is laid out: equal texts mean the same
 * @param <T> what the value became
 */
public record Located<T>(T value, Location at, String path, String written, String meaning) {}
