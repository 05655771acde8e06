package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.cli.Command;
import dev.sluice.testkit.Browser;
import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port of an operator, asked from outside of a real runner. */
class OperatorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");
  private static final String SECRET = "hunter2-and-more";

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);

  @AfterEach
  void close() {
    client.close();
    topics.close();
  }

  private HttpResponse<String> ask(String url) {
    return ask(HttpRequest.newBuilder(URI.create(url)).build());
  }

  private HttpResponse<String> ask(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitMetrics(String url, String... contained) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ask(url + "q/metrics").body()).contains(contained));
  }

  private static String url(Runner runner) {
    await().atMost(PATIENCE).until(() -> URL.matcher(runner.err()).find());
    Matcher url = URL.matcher(runner.err());
    assertThat(url.find()).isTrue();
    return url.group();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Yaml running(String name) {
    return Yaml.pipeline(name)
        .source("topics: [" + source + "]")
        .where("value.n % 2 == 0")
        .target("topic: " + target);
  }

  private Runner start(String yaml, String... more) throws IOException {
    Path file = Files.writeString(directory.resolve("pipelines.yaml"), yaml);
    String[] arguments = new String[more.length + 4];
    System.arraycopy(new String[] {"run", "--http", "0", file.toString()}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return runners.start(directory, Map.of("LOGIN", SECRET), arguments);
  }

  @Test
  void nothingShowsAVariablesValueOrWhatIsInARecord() throws IOException {
    String content = "kept-from-everybody";
    topics.send(source, 0, "{\"n\":2,\"k\":\"%s\"}".formatted(content));
    String failing =
        Yaml.pipeline("failing")
            .source("topics: [" + source + "]")
            .where("value.k == \"${LOGIN}\" || value[value.k] == \"${LOGIN}\"")
            .target("topic: " + target)
            .toString();
    Runner runner = start(running("orders") + "---\n" + failing, "--log-format", "json");
    await().atMost(PATIENCE).until(() -> runner.err().contains("expression-failed"));
    String url = url(runner);
    String all = runner.err();
    for (String page : List.of("", "q/metrics", "q/health/ready", "q/health/live", "status.json")) {
      all += ask(url + page).body();
    }
    assertThat(all).contains("expression-failed").doesNotContain(SECRET, content);
  }

  @Test
  void metricsAndHealthSayWhatGoesThrough() throws IOException {
    topics.sendNumbered(source, 0, 0, 10);
    topics.sendNumbered(source, 1, 10, 10);
    Runner runner = start(running("orders").toString());
    String url = url(runner);
    awaitMetrics(
        url,
        "# TYPE sluice_read_records_total counter",
        "sluice_read_records_total{pipeline=\"orders\",stage=\"source\"} 20.0",
        "sluice_read_bytes_total{pipeline=\"orders\",stage=\"source\"} 150.0",
        "sluice_filtered_records_total{pipeline=\"orders\",stage=\"filter-1\"} 10.0",
        "sluice_written_records_total{pipeline=\"orders\",stage=\"target\"} 10.0",
        "sluice_written_bytes_total{pipeline=\"orders\",stage=\"target\"} 75.0",
        "sluice_lag_records{pipeline=\"orders\",topic=\"" + source + "\"} 0.0",
        "sluice_lag_seconds{pipeline=\"orders\",topic=\"" + source + "\"} 0.0",
        "sluice_retention_left_seconds{pipeline=\"orders\",topic=\"" + source + "\"}",
        "sluice_pipeline_state{pipeline=\"orders\",state=\"running\"} 1.0",
        "sluice_pipeline_partitions{pipeline=\"orders\"} 2.0",
        "sluice_checkpoint_age_seconds{pipeline=\"orders\"}",
        "sluice_epoch_duration_seconds_count{pipeline=\"orders\"}",
        "sluice_retries_total{pipeline=\"orders\"} 0.0");
    HttpResponse<String> live = ask(url + "q/health/live");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.headers().firstValue("content-type")).hasValue("application/json");
    HttpResponse<String> ready = ask(url + "q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"status\" : \"UP\"", "\"name\" : \"orders\"");

    assertThat(ask(url + "nothing").statusCode()).isEqualTo(404);
    assertThat(ask(url + "nothing").body()).contains("/q/metrics");
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(ask(post).statusCode()).isEqualTo(405);

    runner.signal("TERM");
    assertThat(runner.await()).isZero();
  }

  @Test
  void bytesOfACopyThatNobodyLooksInsideAreCountedAtBothEnds() throws IOException {
    topics.sendNumbered(source, 0, 0, 10);
    Runner runner =
        start(
            Yaml.pipeline("copy")
                .source("topics: [" + source + "]\nformat: raw")
                .target("topic: " + target)
                .toString());
    String url = url(runner);
    awaitMetrics(
        url,
        "sluice_read_bytes_total{pipeline=\"copy\",stage=\"source\"} 70.0",
        "sluice_written_bytes_total{pipeline=\"copy\",stage=\"target\"} 70.0");
  }

  @Test
  void aStandbyIsReadyAndARunnerThatWaitsForItsBrokerIsAliveButNotReady() throws IOException {
    String yaml = running("shared").toString();
    Runner first = start(yaml);
    String one = url(first);
    await().atMost(PATIENCE).until(() -> ask(one + "q/health/ready").statusCode() == 200);
    Runner second = start(yaml);
    Runner third = start(yaml);
    String two = url(second);
    String three = url(third);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(List.of(state(one), state(two), state(three)))
                .containsExactlyInAnyOrder("running", "running", "waiting"));
    for (String url : List.of(one, two, three)) {
      await().atMost(PATIENCE).until(() -> ask(url + "q/health/ready").statusCode() == 200);
    }

    Runner alone =
        start(
            Yaml.on("localhost:" + closedPort(), "alone")
                .source("topics: [t]")
                .target("topic: u")
                .toString());
    String url = url(alone);
    await().atMost(PATIENCE).until(() -> state(url).equals("retrying"));
    assertThat(ask(url + "q/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = ask(url + "q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("\"fault\" : \"it is retrying\"", "error[unreachable]");
  }

  private String state(String url) {
    Matcher state =
        Pattern.compile("\"state\" : \"(\\w+)\"").matcher(ask(url + "status.json").body());
    assertThat(state.find()).isTrue();
    return state.group(1);
  }

  @Test
  void aPortThatSomebodyHasIsExit3AndSaysWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      Path file = Files.writeString(directory.resolve("p.yaml"), running("p").toString());
      Runner runner =
          runners.start(
              directory,
              Map.of(),
              "run",
              "--http",
              Integer.toString(taken.getLocalPort()),
              file.toString());
      assertThat(runner.await()).isEqualTo(3);
      assertThat(runner.err())
          .contains("error[http-port] --http: 127.0.0.1:" + taken.getLocalPort(), "Take a port")
          .doesNotContain("Exception");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "65536", "-1", "80 ", "9090/tcp"})
  void whatIsNoPortIsAMistakeOfUsage(String port) {
    Command option = Command.run(Map.of(), "run", "--http=" + port, directory.toString());
    assertThat(option.exit()).isEqualTo(2);
    assertThat(option.err()).contains("--http: \"" + port + "\" is not a port. Take a number");
    Command variable = Command.run(Map.of("SLUICE_HTTP", port), "run", directory.toString());
    assertThat(variable.exit()).isEqualTo(2);
    assertThat(variable.err()).contains("SLUICE_HTTP: \"" + port + "\" is not a port");
  }

  @Test
  void thePageShowsWhatRunsRetriesAndHasFailedAndUpdatesByItself() throws IOException {
    Optional<Browser> found = Browser.open();
    assumeTrue(found.isPresent(), "no browser with a driver on PATH");
    topics.sendNumbered(source, 0, 0, 6);
    String yaml =
        String.join(
            "---\n",
            running("well").toString(),
            Yaml.on("localhost:" + closedPort(), "away")
                .source("topics: [t]")
                .target("topic: u")
                .rest("description: \"${LOGIN}\"")
                .toString(),
            Yaml.pipeline("broken").source("topics: [nobody-made-this]").target("").toString());
    Runner runner = start(yaml);
    String url = url(runner);
    try (Browser browser = found.get()) {
      browser.show(url, 1200, 900);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(browser.attributes(".card", "data-pipeline"))
                .containsExactly("broken", "away", "well");
            assertThat(browser.attributes(".card", "data-state"))
                .containsExactly("failed", "retrying", "running");
            assertThat(browser.texts("[data-pipeline=well] [data-stage=target] text"))
                .contains("3 written");
          });
      assertThat(browser.texts("[data-pipeline=broken] .problem").getFirst())
          .contains("there is no topic nobody-made-this", "missing-topic", "Create it");
      assertThat(browser.texts("[data-pipeline=away] .problem").getFirst())
          .contains("Connection refused", "unreachable");
      assertThat(browser.attributes("[data-pipeline=well] [data-stage]", "data-stage"))
          .containsExactly("source", "filter-1", "target");
      assertThat(browser.attributes("[data-pipeline=well] [data-stage]", "data-state"))
          .containsOnly("running");
      await() // the lag is asked for beside
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(browser.texts("[data-pipeline=well] .facts").getFirst())
                  .contains("live", "lag 0"));
      assertThat(browser.script("return document.title")).isEqualTo("1 failed - Sluice");

      topics.sendNumbered(source, 1, 6, 4); // nobody touches the page
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(browser.texts("[data-pipeline=well] [data-stage=target] text"))
                  .contains("5 written"));

      browser.prefer("light");
      String light = browser.colourOf("body");
      browser.prefer("dark");
      assertThat(browser.colourOf("body")).isNotEqualTo(light);
      browser.show(url, 390, 800);
      await().atMost(PATIENCE).until(() -> browser.texts(".card").size() == 3);
      assertThat(browser.script("return document.documentElement.scrollWidth <= window.innerWidth"))
          .as("nothing but a graph is wider than a phone")
          .isEqualTo(true);
      assertThat(browser.script("return performance.getEntriesByType('resource').length > 0"))
          .isEqualTo(true);
      assertThat(
              browser.script(
                  "return performance.getEntriesByType('resource')"
                      + ".every(each => each.name.startsWith(location.origin))"))
          .as("nothing comes from elsewhere")
          .isEqualTo(true);
      Files.write(
          Files.createDirectories(Path.of("target", "page")).resolve("phone.png"),
          browser.picture());
    }
    assertThat(
            ask(url).body()
                + ask(url + "status.json").body()
                + ask(url + "q/metrics").body()
                + ask(url + "q/health/ready").body())
        .doesNotContain(SECRET);
    runner.signal("TERM");
    assertThat(runner.await()).isEqualTo(3);
  }
}
