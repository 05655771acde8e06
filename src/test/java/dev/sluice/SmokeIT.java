package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Runner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code native/smoke} on the build for the JVM: what a native binary must do, this one does. */
class SmokeIT {
  private static final List<String> ITEMS =
      List.of(
          "version",
          "help",
          "validate",
          "schema",
          "graph",
          "test",
          "filters",
          "nested",
          "plan",
          "none",
          "gzip",
          "snappy",
          "lz4",
          "zstd",
          "from-gzip",
          "from-snappy",
          "from-lz4",
          "from-zstd",
          "exactly-once",
          "store-group",
          "store-file",
          "store-jdbc",
          "database-again",
          "tls",
          "plain",
          "scram",
          "oauthbearer",
          "kerberos",
          "ready",
          "live",
          "metrics",
          "page",
          "status",
          "sigterm",
          "early-signal");

  @TempDir private Path directory;

  private Path executable(String body) throws IOException {
    Path file = Files.writeString(directory.resolve("sluice"), "#!/bin/sh\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private String smoke(Path executable, int exit) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("native/smoke", executable.toString());
    builder.environment().put("SLUICE_SMOKE_CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(exit);
    return said;
  }

  @Test
  void everyItemPasses() throws Exception {
    Path ours = executable("exec " + String.join(" ", Runner.command(directory)) + " \"$@\"\n");
    String said = smoke(ours, 0);
    assertThat(said.lines().filter(line -> line.startsWith("ok ")).map(line -> line.split(" +")[1]))
        .containsExactlyElementsOf(ITEMS);
    assertThat(said)
        .containsPattern("start-up: --help \\d+ ms, validate of the examples \\d+ ms")
        .containsPattern("peak memory of a run: [1-9]\\d+ MB");
    System.out.println(said);
  }
}
