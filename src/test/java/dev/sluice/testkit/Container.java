package dev.sluice.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A container of the image under test, by the command line that users have. */
public final class Container implements AutoCloseable {
  private final String id;

  private Container(String id) {
    this.id = id;
  }

  /** Starts one on the host's network, with a folder as its pipelines. */
  public static Container run(Path pipelines, List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "-d",
                "--network",
                "host",
                "-v",
                pipelines + ":/pipelines:ro",
                "-e",
                "SLUICE_HTTP=" + freePort()));
    command.addAll(options);
    command.add(System.getProperty("sluice.image"));
    Answer answer = docker(command);
    if (answer.code != 0) {
      throw new IllegalStateException(answer.text);
    }
    return new Container(answer.text.lines().toList().getLast());
  }

  private static int freePort() {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command in it; the exit code. */
  public int exec(String command) {
    return docker(List.of("exec", id, command)).code;
  }

  /** As {@code docker stop} does it; the exit code of what ran in it. */
  public int stop() {
    Answer answer = docker(List.of("stop", "--time", "30", id));
    if (answer.code != 0) {
      throw new IllegalStateException(answer.text);
    }
    return await();
  }

  /** Waits for its end; the exit code of what ran in it. */
  public int await() {
    return Integer.parseInt(docker(List.of("wait", id)).text.strip());
  }

  public String logs() {
    return docker(List.of("logs", id)).text;
  }

  @Override
  public void close() {
    var _ = docker(List.of("rm", "-f", id));
  }

  private record Answer(int code, String text) {}

  private static Answer docker(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), text);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("docker", e);
    }
  }
}
