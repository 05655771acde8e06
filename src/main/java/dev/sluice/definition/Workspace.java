package dev.sluice.definition;

import dev.sluice.problem.Problems;
import java.util.List;

/**
 * All documents given to one command.
 *
 * @param files how many were read
 * @param pipelines those that could be made out, in the order of files and documents
 * @param connections likewise
 * @param problems everything that is wrong
 */
public record Workspace(
    int files,
    List<PipelineDefinition> pipelines,
    List<ConnectionDefinition> connections,
    Problems problems) {}
