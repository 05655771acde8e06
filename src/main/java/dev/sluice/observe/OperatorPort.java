package dev.sluice.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The port of an operator: health, metrics, and a page. It answers questions and takes no orders;
 * what it says holds no secret (invariant 8).
 */
public final class OperatorPort implements AutoCloseable {
  private static final String PAGE = "status.html";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Observer observer;
  private final String version;
  private final byte[] page;

  private OperatorPort(HttpServer server, Observer observer, String version, byte[] page) {
    this.server = server;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    this.observer = observer;
    this.version = version;
    this.page = page;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Answer(int code, String type, byte[] body) {
    Answer(int code, String type, String body) {
      this(code, type, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Has the address from now on, and answers nothing yet.
   *
   * @param address port 0 takes any that is free
   * @throws IOException where the address cannot be had
   */
  public static OperatorPort open(InetSocketAddress address, Observer observer, String version)
      throws IOException {
    // who asks slowly is not waited for: seconds, read once by the JDK's server
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    byte[] page = page();
    OperatorPort port = new OperatorPort(HttpServer.create(address, 0), observer, version, page);
    port.server.createContext("/", port::handle);
    port.server.setExecutor(port.threads);
    return port;
  }

  /** Answers from now on. */
  public void start() {
    server.start();
  }

  private static byte[] page() throws IOException {
    try (InputStream page = OperatorPort.class.getResourceAsStream(PAGE)) {
      if (page == null) {
        throw new IllegalStateException(PAGE + " is not in the application");
      }
      return page.readAllBytes();
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean head = method.equals("HEAD");
      Answer answer =
          head || method.equals("GET")
              ? answerOrSay(exchange.getRequestURI().getPath())
              : new Answer(405, TEXT, "only GET and HEAD are answered here\n");
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.type());
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
              + " connect-src 'self'; frame-ancestors 'none'");
      if (answer.code() == 405) {
        headers.set("Allow", "GET, HEAD");
      }
      exchange.sendResponseHeaders(answer.code(), head ? -1 : answer.body().length);
      if (!head) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private Answer answerOrSay(String path) {
    try {
      return answer(path);
    } catch (RuntimeException e) {
      return new Answer(500, TEXT, "a mistake in Sluice " + version + ": " + e + "\n");
    }
  }

  private Answer answer(String path) {
    return switch (path) {
      case "/" -> new Answer(200, HTML, page);
      case "/status.json" -> new Answer(200, JSON, StatusJson.text(observer.snapshot(), version));
      case "/q/metrics" -> new Answer(200, METRICS, Metrics.text(observer.snapshot(), version));
      case "/q/health/live" -> health(Health.live(observer.snapshot()));
      case "/q/health/ready" -> health(Health.ready(observer.snapshot()));
      default ->
          new Answer(
              404,
              TEXT,
              "There are / (a page), /status.json, /q/metrics, /q/health/live and"
                  + " /q/health/ready here.\n");
    };
  }

  private static Answer health(Health health) {
    return new Answer(health.up() ? 200 : 503, JSON, health.body());
  }

  /** Answers nothing any more. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
