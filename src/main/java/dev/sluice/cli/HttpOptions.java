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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The port of an operator. */
final class HttpOptions {
  @Option(
      names = "--http",
      paramLabel = "PORT",
      description =
          "Serves a status page (/), /q/health/live, /q/health/ready and /q/metrics; 0 takes any"
              + " free port. Off by default.")
  private @Nullable Integer port;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The address of --http; by default ${DEFAULT-VALUE}, this machine alone. 0.0.0.0 is all.")
  private String host = "127.0.0.1";

  boolean wanted() {
    return port != null;
  }

  /**
   * Opens it, and says where; null where nobody wants it.
   *
   * @throws FatalException where it cannot be had
   */
  @Nullable OperatorPort open(Observer observer, EventLog log) {
    if (port == null) {
      return null;
    }
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      OperatorPort opened = OperatorPort.open(address, observer, Version.text());
      String url = "http://" + shown(opened.address()) + "/";
      log.entry(LogEntry.info("http", null, "status page, health and metrics: " + url));
      return opened;
    } catch (IOException | IllegalArgumentException e) {
      throw new FatalException(
          new Trouble(
              ProblemCode.HTTP_PORT,
              "--http: " + host + ":" + port + " cannot be listened on: " + e.getMessage(),
              "Take a port between 0 and 65535 that nobody else has, and an address of this"
                  + " machine"),
          e);
    }
  }

  private static String shown(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
  }
}
