package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice init}. */
@Command(
    name = "init",
    description = "Writes a commented starting pipeline, connections and a test.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice init pipelines && sluice test pipelines"},
    sortOptions = false)
final class InitCommand implements Callable<Integer> {
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of(
              "connections.yaml",
              """
              # Where the clusters are. What differs between environments, and every secret, is a variable:
              # ${NAME}, ${NAME:default} or ${file:/run/secrets/name}.
              apiVersion: sluice/v1
              kind: Connection
              name: shop
              role: source                      # source | target | source_and_target
              kafka:
                bootstrapServers: "${SHOP_SERVERS:localhost:9092}"
                # sasl: {mechanism: SCRAM-SHA-512, username: "${SHOP_USER}", password: "${file:/run/secrets/shop}"}
                # tls: {truststore: {path: ca.pem}}
              ---
              apiVersion: sluice/v1
              kind: Connection
              name: fulfilment
              role: target
              kafka:
                bootstrapServers: "${FULFILMENT_SERVERS:localhost:9092}"
              """,
              "orders.yaml",
              """
              apiVersion: sluice/v1
              kind: Pipeline
              name: orders-eu
              description: EU orders over 100 to the fulfilment cluster, without addresses
              sync: full+incremental            # full: what is there now, then end | incremental: from now on
              source:
                connection: shop
                topics: [orders]                # or topicExpression: 'orders\\..+'
                nonJson: dead_letter            # stop (the default) | skip | dead_letter
              filters:
                - where: value.region == "EU" && value.amount > 100
                - drop: [value.customer.address]
              target:
                connection: fulfilment
                topic: eu.{topic}
              deadLetter: {topic: orders-eu.dead}
              """,
              "orders.test.yaml",
              """
              apiVersion: sluice/v1
              kind: Test
              pipeline: orders-eu
              cases:
                - name: only EU orders over 100 pass, without the address
                  given:
                    - {key: "1", value: {region: EU, amount: 250.0, customer: {id: 7, address: Main St 1}}}
                    - {key: "2", value: {region: US, amount: 250.0, customer: {id: 8}}}
                    - {key: "3", value: {region: EU, amount: 99, customer: {id: 9}}}
                    - {key: "4", raw: "not json"}
                  expect:
                    target: [{key: "1", value: {region: EU, amount: 250.0, customer: {id: 7}}}]
                    filtered: 2
                    deadLetter: [{key: "4", raw: "not json", reason: malformed}]
              """));

  private final Cli cli;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "pipelines",
      description = "Where to; by default ./${DEFAULT-VALUE}.")
  private Path directory = Path.of("pipelines");

  InitCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    for (String name : FILES.keySet()) {
      if (Files.exists(directory.resolve(name))) {
        throw unusable(directory.resolve(name) + " is there already");
      }
    }
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : FILES.entrySet()) {
        Path path = directory.resolve(file.getKey());
        NewFile.write(path, file.getValue());
        cli.out().println("wrote " + path);
      }
    } catch (IOException e) {
      cli.err().println(directory + " cannot be written: " + WorkspaceOptions.reason(e));
      return ExitCode.ENVIRONMENT;
    }
    cli.out().println("Next: sluice test " + directory + ", then sluice check " + directory);
    return ExitCode.OK;
  }

  private ParameterException unusable(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
