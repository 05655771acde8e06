package dev.sluice.cli;

import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogEntry;
import dev.sluice.observe.Observer;
import dev.sluice.observe.OperatorPort;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The port of an operator. */
final class HttpOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description =
          "Serves a status page (/), /q/health/live, /q/health/ready and /q/metrics; 0 takes any"
              + " free port. Off by default; also SLUICE_HTTP.")
  private @Nullable String port;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      description =
          "The address of --http; by default 127.0.0.1, this machine alone; 0.0.0.0 is all of its"
              + " addresses. Also SLUICE_HTTP_HOST.")
  private @Nullable String host;

  /**
   * Looks at what was given, before anything is begun.
   *
   * @throws ParameterException where it is no port: a mistake of usage
   */
  void check(Map<String, String> environment) {
    if (wanted(environment) && !isPort(port(environment))) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: \"%s\" is not a port. Take a number from 0, for any that is free, to 65535"
              .formatted(port == null ? "SLUICE_HTTP" : "--http", port(environment)));
    }
  }

  /** Whether anybody wants it. */
  boolean wanted(Map<String, String> environment) {
    return !port(environment).isEmpty();
  }

  private String port(Map<String, String> environment) {
    return port == null ? environment.getOrDefault("SLUICE_HTTP", "") : port;
  }

  private String host(Map<String, String> environment) {
    return host == null ? environment.getOrDefault("SLUICE_HTTP_HOST", "127.0.0.1") : host;
  }

  /**
   * Opens it, and says where; null where nobody wants it.
   *
   * @throws FatalException where it cannot be had
   */
  @Nullable OperatorPort open(Map<String, String> environment, Observer observer, EventLog log) {
    if (!wanted(environment)) {
      return null;
    }
    String at = host(environment) + ":" + port(environment);
    try {
      InetSocketAddress address =
          new InetSocketAddress(
              InetAddress.getByName(host(environment)), Integer.parseInt(port(environment)));
      OperatorPort opened = OperatorPort.open(address, observer, Version.text());
      String url = "http://" + shown(opened.address()) + "/";
      log.entry(LogEntry.info("http", null, "status page, health and metrics: " + url));
      return opened;
    } catch (IOException e) {
      throw new FatalException(
          new Trouble(
              ProblemCode.HTTP_PORT,
              "--http: " + at + " cannot be listened on: " + e.getMessage(),
              "Take a port that nobody else has, and an address of this machine"),
          e);
    }
  }

  private static boolean isPort(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535;
  }

  private static String shown(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
  }
}
