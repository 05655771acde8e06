package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.Variables;
import dev.sluice.definition.WorkspaceReader;
import dev.sluice.model.Model;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogFormat;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
    boolean wanted = !noColor && !environment.containsKey("NO_COLOR");
    return new Colors(wanted, wanted && Ansi.AUTO.enabled());
  }

  /** Events as lines of text, as they come. */
  EventLog log(Cli cli) {
    return log(cli, LogFormat.text, cli::log);
  }

  /** Events in a format, to somewhere. */
  EventLog log(Cli cli, LogFormat format, EventLog.Lines lines) {
    return new EventLog(format, lines, cli.clock(), Version.text(), verbose);
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

  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it is not there";
      case AccessDeniedException _ -> "access denied";
      case FileAlreadyExistsException _ -> "it is there already";
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
    return Validation.of(paths, catalogue, variables(environment, required), models);
  }

  /**
   * The same of other files, where variables may be without a value.
   *
   * @param home from the directory of a file to the one where its relative paths begin
   */
  Validation validate(
      List<Path> others,
      UnaryOperator<Path> home,
      Catalogue catalogue,
      Map<String, String> environment) {
    return Validation.of(
        new WorkspaceReader(catalogue, variables(environment, false), home).read(others),
        catalogue,
        List.of());
  }

  /**
   * Says what is wrong with a workspace, in the format that was asked for where there is one.
   *
   * @return the exit code
   */
  int invalid(Cli cli, Validation validation, Enum<?> format) {
    switch (format.name()) {
      case "json" -> cli.out().print(ProblemReport.json(validation));
      case "github" -> cli.out().print(ProblemReport.github(validation));
      case "junit" -> cli.out().print(ProblemReport.junit(validation));
      default -> cli.err().print(ProblemReport.text(validation));
    }
    return ExitCode.INVALID;
  }

  /** The files and directories that were named. */
  List<Path> paths() {
    return paths;
  }

  private Variables variables(Map<String, String> environment, boolean required) {
    Map<String, String> variables = new HashMap<>();
    if (environmentFile != null) {
      try {
        variables.putAll(EnvironmentFile.read(environmentFile));
      } catch (IOException e) {
        throw unusable("--env-file", environmentFile, "read", e);
      }
    }
    variables.putAll(environment);
    return new Variables(variables, required);
  }
}
