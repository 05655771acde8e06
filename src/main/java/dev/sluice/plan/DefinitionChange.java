package dev.sluice.plan;

/**
 * Something of a definition that means something else.
 *
 * @param path where, as problems would say it
 * @param before what it was; empty for nothing
 * @param after what it is; empty for nothing
 * @param effect what that does to records or positions; empty where it does nothing to them
 */
public record DefinitionChange(String path, String before, String after, String effect) {}
