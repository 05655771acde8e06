package dev.sluice.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * SIGINT and SIGTERM: the first asks to drain, the second, or a drain that takes too long, ends the
 * process at once.
 */
final class Signals {
  private static final Map<String, Integer> FORCED = Map.of("INT", 130, "TERM", 143);

  private final AtomicBoolean asked = new AtomicBoolean();
  private final Runnable drain;
  private final Duration patience;

  private Signals(Runnable drain, Duration patience) {
    this.drain = drain;
    this.patience = patience;
  }

  /** From now on, until the process ends. */
  static void handle(Runnable drain, Duration patience) {
    Signals signals = new Signals(drain, patience);
    FORCED.keySet().forEach(name -> Signal.handle(new Signal(name), signals::received));
  }

  private void received(Signal signal) {
    int code = FORCED.getOrDefault(signal.getName(), 143);
    if (!asked.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(code);
    }
    drain.run();
    Thread.ofPlatform()
        .daemon()
        .name("drain-timeout")
        .start(() -> {
          try {
            Thread.sleep(patience);
            Runtime.getRuntime().halt(code);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
