package dev.sluice.definition;

import dev.sluice.schema.Node.Mapping;
import java.nio.file.Path;

/**
 * One document of a file.
 *
 * @param directory the file's, where relative paths begin
 */
record Document(Mapping root, Path directory) {}
