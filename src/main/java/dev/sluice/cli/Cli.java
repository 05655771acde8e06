package dev.sluice.cli;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.problem.Unforeseen;
import dev.sluice.runtime.Launcher;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/**
 * The whole command line without the process around it: tests run it as they would the binary.
 *
 * @param out reports
 * @param err logs, progress and what went wrong
 * @param environment variables
 * @param clock this machine's
 * @param ownProcess whether {@code err} is the process' own, and may be a terminal
 */
record Cli(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Clock clock,
    boolean ownProcess) {

  /** Runs one command to its end; the exit code. A report that got lost is no success. */
  int run(String... arguments) {
    AtomicInteger ended = new AtomicInteger(ExitCode.FAILED);
    // this thread's stack is as deep as whoever made it wanted
    Launcher.threads().launch("sluice", () -> ended.set(executed(arguments))).join();
    int code = ended.get();
    boolean lost = out.checkError();
    if (lost) {
      err.println(
          "error: standard output did not take the whole report. Is the disk full, or its reader gone?");
    }
    err.flush();
    return lost && code == ExitCode.OK ? ExitCode.ENVIRONMENT : code;
  }

  private int executed(String... arguments) {
    try {
      return line().execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
      Trouble trouble =
          Unforeseen.of(e, "a mistake in Sluice " + Version.text() + " stopped the command");
      err.println("sluice: " + trouble);
      return trouble.code().kind() == ProblemCode.Kind.ENVIRONMENT
          ? ExitCode.ENVIRONMENT
          : ExitCode.FAILED;
    }
  }

  /** One line of the log; for any thread. */
  void log(String line) {
    synchronized (err) {
      err.println(line);
    }
  }

  /** All verbs. */
  CommandLine line() {
    CommandLine line = new CommandLine(new SluiceCommand());
    line.addSubcommand(new RunCommand(this));
    line.addSubcommand(new ValidateCommand(this));
    line.addSubcommand(new TestCommand(this));
    line.addSubcommand(new PlanCommand(this));
    line.addSubcommand(new PreviewCommand(this));
    line.addSubcommand(new GraphCommand(this));
    line.addSubcommand(new CheckCommand(this));
    line.addSubcommand(new ModelsCommand(this));
    line.addSubcommand(OffsetsCommand.line(this));
    line.addSubcommand(new VerifyCommand(this));
    line.addSubcommand(new SchemaCommand(this));
    line.addSubcommand(new InitCommand(this));
    line.addSubcommand(new CompletionCommand(this));
    line.addSubcommand(new QuickstartCommand(this));
    line.setOut(out);
    line.setErr(err);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler(this::bug);
    line.setParameterExceptionHandler((e, given) -> usage(e));
    return line;
  }

  /** The mistake alone: a page of options hides it. */
  private int usage(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    err.println(e.getMessage());
    boolean guessed = CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    if (command.getParent() == null) {
      if (!guessed) {
        command.usage(err);
      }
    } else {
      err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.INVALID;
  }

  private int bug(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    err.println(
        "sluice: a mistake in Sluice "
            + Version.text()
            + " ended the command: "
            + e
            + ". Please report it, with the output of --verbose");
    if (parsed.expandedArgs().contains("--verbose")) {
      e.printStackTrace(err);
    }
    return ExitCode.FAILED;
  }
}
