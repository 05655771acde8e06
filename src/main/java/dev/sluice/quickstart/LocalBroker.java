package dev.sluice.quickstart;

import java.io.IOException;
import java.io.OutputStream;
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
import java.util.Objects;
import java.util.Properties;
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
  private static final String PLAINTEXT = "PLAINTEXT";
  private static final String CONTROLLER = "CONTROLLER";

  private final String classPath;
  private final Path folder;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Setup setup;
  private final String clusterId;
  private final Thread hook = Thread.ofPlatform().unstarted(this::vanish);
  private @Nullable Process process;
  private boolean ended;

  /**
   * What is other than usual.
   *
   * @param properties beside our own, which they win over
   * @param listeners further ones: what protects each, by its name
   * @param features levels other than this release's, such as {@code group.version=0}
   * @param jvm options of the broker's process
   * @param advertised the ports that listeners are reached at, where that is not their own
   * @param beside the broker whose cluster it joins; null for one of its own
   */
  public record Setup(
      Map<String, String> properties,
      Map<String, String> listeners,
      List<String> features,
      List<String> jvm,
      Map<String, Integer> advertised,
      @Nullable LocalBroker beside) {
    /** Nothing is. */
    public static final Setup USUAL =
        new Setup(Map.of(), Map.of(), List.of(), List.of(), Map.of(), null);

    /** Keeps copies. */
    public Setup {
      properties = Map.copyOf(properties);
      listeners = Map.copyOf(listeners);
      features = List.copyOf(features);
      jvm = List.copyOf(jvm);
      advertised = Map.copyOf(advertised);
    }
  }

  private LocalBroker(String classPath, Path folder, Setup setup) {
    this.classPath = classPath;
    this.folder = folder;
    this.setup = setup;
    this.clusterId = setup.beside() == null ? newClusterId() : setup.beside().clusterId;
    ports.put(PLAINTEXT, freePort());
    if (setup.beside() == null) {
      ports.put(CONTROLLER, freePort());
    }
    setup.listeners().keySet().forEach(name -> ports.put(name, freePort()));
  }

  /**
   * Starts one; answers once it accepts connections.
   *
   * @param classPath Kafka's server and all it needs
   * @throws CancellationException where this process is told to end meanwhile
   */
  public static LocalBroker start(String classPath, Setup setup) {
    LocalBroker broker = new LocalBroker(classPath, folder(), setup);
    Runtime.getRuntime().addShutdownHook(broker.hook);
    try {
      broker.format();
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

  /** Where it is reached without encryption or login. */
  public String bootstrapServers() {
    return bootstrapServers(PLAINTEXT);
  }

  /** Where one of its listeners is reached. */
  public String bootstrapServers(String listener) {
    return "localhost:" + setup.advertised().getOrDefault(listener, port(listener));
  }

  /** Where one of its listeners really is. */
  public int port(String listener) {
    return Objects.requireNonNull(ports.get(listener), listener);
  }

  /** Such as {@code PLAINTEXT://localhost:9092}, of all listeners, or without the controller's. */
  private String listeners(boolean controller) {
    return ports.keySet().stream()
        .filter(name -> controller || !name.equals(CONTROLLER))
        .map(name ->
            name + "://" + (controller ? "localhost:" + port(name) : bootstrapServers(name)))
        .collect(Collectors.joining(","));
  }

  private String protocols() {
    return Stream.concat(Stream.of(CONTROLLER), ports.keySet().stream())
        .distinct()
        .map(name -> name + ":" + setup.listeners().getOrDefault(name, PLAINTEXT))
        .collect(Collectors.joining(","));
  }

  private Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    LocalBroker first = setup.beside() == null ? this : setup.beside();
    all.put("process.roles", first.equals(this) ? "broker,controller" : "broker");
    all.put("node.id", first.equals(this) ? "1" : "2");
    all.put("controller.quorum.voters", "1@" + first.bootstrapServers(CONTROLLER));
    all.put("listeners", listeners(true));
    all.put("advertised.listeners", listeners(false));
    all.put("controller.listener.names", CONTROLLER);
    all.put("listener.security.protocol.map", protocols());
    all.put("inter.broker.listener.name", PLAINTEXT);
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
    all.putAll(setup.properties());
    return all;
  }

  private void format() throws IOException {
    Properties properties = new Properties();
    properties.putAll(properties());
    try (OutputStream file = Files.newOutputStream(folder.resolve("server.properties"))) {
      properties.store(file, null);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "format",
                "--cluster-id",
                clusterId,
                "--config",
                folder.resolve("server.properties").toString()));
    for (String feature : setup.features()) {
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

  private static String newClusterId() {
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
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    command.addAll(setup.jvm());
    command.addAll(List.of("-cp", classPath, mainClass));
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
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(PLAINTEXT)), 500);
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
