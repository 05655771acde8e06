package dev.sluice.definition;

import dev.sluice.problem.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * All documents given to one command.
 *
 * @param files that were read, as problems name them
 * @param pipelines those that could be made out, in the order of files and documents
 * @param connections likewise
 * @param tests likewise
 * @param secretFiles where values of variables were looked for
 * @param problems everything that is wrong
 */
public record Workspace(
    List<String> files,
    List<PipelineDefinition> pipelines,
    List<ConnectionDefinition> connections,
    List<TestDefinition> tests,
    Set<Path> secretFiles,
    Problems problems) {}
