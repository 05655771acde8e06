package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.Variables;
import dev.sluice.model.Model;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every verb that reads pipeline files has in common. */
final class WorkspaceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR",
      description = "Pipeline files, and directories of them; by default ./pipelines.")
  private List<Path> paths = List.of(Path.of("pipelines"));

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Variables, a NAME=value a line; the environment wins.")
  private @Nullable Path environmentFile;

  @Option(names = "--no-color", description = "Plain text; so does NO_COLOR.")
  private boolean noColor;

  @Option(names = "--verbose", description = "Stack traces too, where something fails.")
  private boolean verbose;

  /** For text on a terminal: whether severities are coloured. */
  Colors colors(Map<String, String> environment) {
    boolean plain = noColor || environment.containsKey("NO_COLOR");
    return new Colors(!plain && Ansi.AUTO.enabled());
  }

  boolean verbose() {
    return verbose;
  }

  /**
   * A mistake of usage: the file of an option.
   *
   * @param done what cannot be done to it: "read", say
   */
  ParameterException unusable(String option, Path file, String done, IOException e) {
    return usage(
        "The file \"" + file + "\" of " + option + " cannot be " + done + ": " + reason(e));
  }

  /** A mistake of usage. */
  ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it is not there";
      case CharacterCodingException _ -> "it is not UTF-8";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  Validation validate(Catalogue catalogue, Map<String, String> environment, boolean required) {
    return validate(catalogue, environment, required, List.of());
  }

  /** The same, holding what filters name against models. */
  Validation validate(
      Catalogue catalogue, Map<String, String> environment, boolean required, List<Model> models) {
    Map<String, String> variables = new HashMap<>();
    if (environmentFile != null) {
      try {
        variables.putAll(EnvironmentFile.read(environmentFile));
      } catch (IOException e) {
        throw unusable("--env-file", environmentFile, "read", e);
      }
    }
    variables.putAll(environment);
    return Validation.of(paths, catalogue, new Variables(variables, required), models);
  }
}
