package dev.sluice.cli;

import dev.sluice.quickstart.LocalBroker;
import dev.sluice.quickstart.Quickstart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice quickstart}. */
@Command(
    name = "quickstart",
    description =
        "Starts a Kafka broker of its own, runs pipelines/quickstart on sample orders, shows the"
            + " result and leaves nothing behind.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice quickstart"},
    sortOptions = false)
final class QuickstartCommand implements Callable<Integer> {
  private static final String BROKER_CLASSPATH = "SLUICE_BROKER_CLASSPATH";
  private static final int ORDERS = 1_000;
  private static final int SHOWN = 5;

  private final Cli cli;

  @Option(names = "--no-color", description = "Plain text; so does NO_COLOR.")
  private boolean noColor;

  @Option(names = "--verbose", description = "Stack traces too, where something fails.")
  private boolean verbose;

  QuickstartCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Path pipelines =
        Path.of(cli.environment().getOrDefault("SLUICE_HOME", "."), "pipelines", "quickstart");
    String classPath = cli.environment().getOrDefault(BROKER_CLASSPATH, "");
    boolean java = System.getProperty("java.home") != null; // which a native binary has not
    if (!java || classPath.isBlank() || !Files.isDirectory(pipelines)) {
      cli.err()
          .println(
              "sluice: quickstart needs a checkout: it starts the Kafka broker that the build has"
                  + " fetched. Run ./sluice quickstart there, or set SLUICE_HOME and "
                  + BROKER_CLASSPATH);
      return ExitCode.ENVIRONMENT;
    }
    cli.out().println("Starting a Kafka broker ...");
    try (LocalBroker broker = LocalBroker.start(classPath, LocalBroker.Setup.USUAL)) {
      return run(broker, pipelines);
    } catch (CancellationException e) {
      return ExitCode.OK; // a signal ends the process, and gives it its exit code
    }
  }

  private int run(LocalBroker broker, Path pipelines) {
    Quickstart quickstart = new Quickstart(broker);
    cli.out().println("Writing " + ORDERS + " orders to the topic orders ...");
    quickstart.fill("orders", 3, ORDERS);
    cli.out().println("Running " + pipelines + " ...");
    Map<String, String> environment = new HashMap<>(cli.environment());
    environment.put("QUICKSTART_BROKER", broker.bootstrapServers());
    int code =
        new Cli(cli.out(), cli.err(), environment, cli.clock(), cli.ownProcess())
            .run(arguments(pipelines));
    if (code == ExitCode.OK) {
      cli.out().println("The first records of the topic orders.eu:");
      quickstart.first("orders.eu", SHOWN).forEach(this::show);
    }
    cli.out().println("Stopping the broker.");
    return code;
  }

  private String[] arguments(Path pipelines) {
    List<String> arguments = new ArrayList<>(List.of("run", pipelines.toString()));
    if (noColor) {
      arguments.add("--no-color");
    }
    if (verbose) {
      arguments.add("--verbose");
    }
    return arguments.toArray(String[]::new);
  }

  private void show(ConsumerRecord<byte[], byte[]> found) {
    cli.out()
        .println(
            "  "
                + new String(Objects.requireNonNull(found.key()), StandardCharsets.UTF_8)
                + "  "
                + new String(Objects.requireNonNull(found.value()), StandardCharsets.UTF_8));
  }
}
