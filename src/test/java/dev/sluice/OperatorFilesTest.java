package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.cli.Command;
import dev.sluice.definition.Variables;
import dev.sluice.graph.Graph;
import dev.sluice.json.Json;
import dev.sluice.observe.MetricNames;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The files that operators begin with: what they name is there, what they say is valid. */
class OperatorFilesTest {
  private static final Pattern METRIC = Pattern.compile("\\bsluice_[a-z_]+");

  @TempDir private Path directory;

  private static Graph graph() {
    return Validation.of(
            List.of(Path.of("pipelines/examples")), new Catalogue(), new Variables(Map.of(), false))
        .graphs()
        .getFirst();
  }

  private static Set<String> metricsIn(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = METRIC.matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  @Test
  void theDashboardShowsMetricsThatThereAre() throws IOException {
    String text = Files.readString(Path.of("pipelines/examples/grafana-dashboard.json"));
    Map<String, Object> dashboard = Json.read(text);
    assertThat((List<?>) dashboard.get("panels")).hasSizeGreaterThan(10);
    Set<String> shown = metricsIn(text);
    Set<String> there = metricsIn(MetricNames.scrape(graph()));
    assertThat(there).containsAll(shown);
    assertThat(shown)
        .contains("sluice_lag_records", "sluice_lag_seconds", "sluice_retention_left_seconds");
  }

  @Test
  void readinessAndPageSayWhenAFailedPipelineIsTriedAgain() {
    assertThat(MetricNames.failed(graph(), Duration.ofSeconds(40)))
        .contains("it has failed, next try in 40 s", "\"nextTryMs\" : 40000");
  }

  @Test
  void aThreadThatIsSilentForTwoMinutesIsNotAlive() {
    assertThat(MetricNames.live(graph(), Duration.ofSeconds(119))).isTrue();
    assertThat(MetricNames.live(graph(), Duration.ofSeconds(121))).isFalse();
  }

  @SuppressWarnings("unchecked") // manifests are maps of maps
  private static Map<String, Object> in(Map<String, Object> map, String... path) {
    Map<String, Object> inner = map;
    for (String key : path) {
      inner = (Map<String, Object>) inner.get(key);
    }
    return inner;
  }

  @SuppressWarnings("unchecked") // manifests are maps of maps
  private static List<Map<String, Object>> manifests() throws IOException {
    return StreamSupport.stream(
            new Yaml().loadAll(Files.readString(Path.of("native/kubernetes.yaml"))).spliterator(),
            false)
        .map(each -> (Map<String, Object>) each)
        .toList();
  }

  @Test
  void thePipelinesInTheManifestAreValid() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Map<String, Object> manifest : manifests()) {
      if (manifest.get("kind").equals("ConfigMap")) {
        Path folder =
            Files.createDirectory(directory.resolve((String) in(manifest, "metadata").get("name")));
        for (Map.Entry<String, Object> file : in(manifest, "data").entrySet()) {
          Files.writeString(folder.resolve(file.getKey()), (String) file.getValue());
        }
        folders.add(folder);
      }
    }
    assertThat(folders).hasSize(2);
    for (Path folder : folders) {
      Validation validation =
          Validation.of(
              List.of(folder), new Catalogue(), new Variables(Map.of("SHOP_PASSWORD", "x"), true));
      assertThat(validation.problems()).isEmpty();
      assertThat(validation.graphs()).hasSize(1);
    }
  }

  @Test
  void theContainersAreStartedAsTheCommandLineKnowsIt() throws IOException {
    List<List<String>> started = new ArrayList<>();
    for (Map<String, Object> manifest : manifests()) {
      if (Set.of("Deployment", "Job").contains(manifest.get("kind"))) {
        started.add(arguments(in(manifest, "spec", "template", "spec"), "containers", "args"));
      }
    }
    Map<String, Object> compose = new Yaml().load(Files.readString(Path.of("native/compose.yaml")));
    started.add(strings(in(compose, "services", "runner").get("command")));
    assertThat(started).hasSize(3);
    for (List<String> arguments : started) {
      var parsed = Command.line().parseArgs(arguments.toArray(String[]::new));
      assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("run");
      assertThat(parsed.errors()).isEmpty();
    }
  }

  @SuppressWarnings("unchecked") // manifests are maps of maps
  private static List<String> arguments(Map<String, Object> pod, String containers, String key) {
    return strings(((List<Map<String, Object>>) pod.get(containers)).getFirst().get(key));
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(String::valueOf).toList();
  }

  @Test
  void theGraceOfAPodIsLongerThanADrainTakes() throws IOException {
    for (Map<String, Object> manifest : manifests()) {
      if (Set.of("Deployment", "Job").contains(manifest.get("kind"))) {
        Map<String, Object> pod = in(manifest, "spec", "template", "spec");
        assertThat((Integer) pod.get("terminationGracePeriodSeconds")).isGreaterThan(25);
      }
    }
  }
}
