package dev.sluice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;

/**
 * A command that was run inside the test's process.
 *
 * @param out what it reported
 * @param err what it logged
 */
public record Command(int exit, String out, String err) {
  /** Runs one to its end. */
  public static Command run(Map<String, String> environment, String... arguments) {
    return run(Clock.systemUTC(), environment, arguments);
  }

  /** The same, while this machine has another clock. */
  public static Command run(Clock clock, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new Cli(new PrintWriter(out), new PrintWriter(err), environment, clock, false)
            .run(arguments);
    return new Command(exit, out.toString(), err.toString());
  }

  /** All verbs with their options. */
  public static CommandLine line() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new Cli(nowhere, nowhere, Map.of(), Clock.systemUTC(), false).line();
  }

  /** Everything that it said. */
  public String all() {
    return out + err;
  }
}
