package dev.sluice.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The runners of one test: they end with it, and where it fails, what they said is shown. */
public final class Runners implements AfterEachCallback {
  private final List<Runner> started = new CopyOnWriteArrayList<>();

  /**
   * Starts a command.
   *
   * @param directory for what it prints; must outlive the test
   */
  public Runner start(Path directory, Map<String, String> environment, String... arguments) {
    Runner runner = Runner.start(directory, environment, arguments);
    started.add(runner);
    return runner;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      started.forEach(runner -> System.out.println(runner.account()));
    }
    started.forEach(Runner::close);
  }
}
