package dev.sluice.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real single-node Kafka broker in a child process, with its data in a folder of its own. It can
 * be stopped, killed and started again on the same port. For one thread; it may end from another.
 */
public final class LocalBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String classPath;
  private final Path folder;
  private final int port;
  private final int controllerPort;
  private final Map<String, String> properties;
  private final Thread hook = Thread.ofPlatform().unstarted(this::vanish);
  private @Nullable Process process;
  private boolean ended;

  private LocalBroker(String classPath, Path folder, Map<String, String> properties) {
    this.classPath = classPath;
    this.folder = folder;
    this.port = freePort();
    this.controllerPort = freePort();
    this.properties = properties(properties);
  }

  /**
   * Starts one; answers once it accepts connections.
   *
   * @param classPath Kafka's server and all it needs
   * @param further properties beside our own, which they win over
   * @param features levels other than this release's, such as {@code group.version=0}
   * @throws CancellationException where this process is told to end meanwhile
   */
  public static LocalBroker start(
      String classPath, Map<String, String> further, String... features) {
    LocalBroker broker = new LocalBroker(classPath, folder(), further);
    Runtime.getRuntime().addShutdownHook(broker.hook);
    try {
      broker.format(features);
      broker.start();
      return broker;
    } catch (IOException e) {
      broker.close();
      throw new UncheckedIOException("starting a broker", e);
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sluice-broker-");
    } catch (IOException e) {
      throw new UncheckedIOException("starting a broker", e);
    }
  }

  /** Where it is reached. */
  public String bootstrapServers() {
    return "localhost:" + port;
  }

  private Map<String, String> properties(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@localhost:" + controllerPort);
    all.put(
        "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
    all.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("inter.broker.listener.name", "PLAINTEXT");
    all.put("log.dirs", folder.resolve("data").toString());
    all.put("auto.create.topics.enable", "false");
    // what tests and the quickstart write is of some day long ago, and not meant to expire
    all.put("log.retention.ms", "-1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "5");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "5");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.partitions", "1");
    all.put("log.segment.delete.delay.ms", "0");
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    all.putAll(further);
    return all;
  }

  private void format(String... features) throws IOException {
    Files.writeString(
        folder.resolve("server.properties"),
        properties.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n", "", "\n")));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "format",
                "--cluster-id",
                clusterId(),
                "--config",
                folder.resolve("server.properties").toString()));
    for (String feature : features) {
      arguments.addAll(List.of("--feature", feature));
    }
    Process formatting = launch("kafka.tools.StorageTool", arguments.toArray(String[]::new));
    try {
      if (!formatting.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          || formatting.exitValue() != 0) {
        throw failed("the broker's storage cannot be formatted");
      }
    } catch (InterruptedException e) {
      formatting.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String clusterId() {
    byte[] bytes = new byte[16];
    new java.security.SecureRandom().nextBytes(bytes);
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(bytes)
        .replaceFirst("^-", "_");
  }

  /** Starts it again, on the same port, with what it had. */
  public void start() {
    try {
      var _ = launch("kafka.Kafka", folder.resolve("server.properties").toString());
    } catch (IOException e) {
      throw new UncheckedIOException("starting a broker", e);
    }
    awaitPort();
  }

  /** Not once it has ended: a process that is interrupted leaves none behind. */
  private synchronized Process launch(String mainClass, String... arguments) throws IOException {
    if (ended) {
      throw failed("the broker has ended");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                mainClass));
    command.addAll(List.of(arguments));
    Process launched =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    process = launched;
    return launched;
  }

  private void awaitPort() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!accepts()) {
      if (process == null || !process.isAlive() || System.nanoTime() > deadline) {
        throw failed("the broker does not come up");
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /** Nothing has failed where this process was told to end. */
  private synchronized RuntimeException failed(String what) {
    return ended ? new CancellationException(what) : new IllegalStateException(what + ": " + log());
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Asks it to end, and waits. */
  public void stop() {
    end(false);
  }

  /** Ends it at once (SIGKILL). */
  public void kill() {
    end(true);
  }

  private void end(boolean forcibly) {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    try {
      if (forcibly) {
        running.destroyForcibly();
      } else {
        running.destroy();
      }
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String log() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }

  /** Ends it at once and leaves nothing behind; so does the end of this process. */
  @Override
  public void close() {
    vanish();
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends already, and has done it itself
    }
  }

  private synchronized void vanish() {
    ended = true;
    kill();
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + folder, e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for a free port", e);
    }
  }
}
