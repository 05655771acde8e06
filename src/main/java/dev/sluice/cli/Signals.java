package dev.sluice.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGINT and SIGTERM: the first asks to drain, the second, or a drain that takes too long, ends the
 * process at once.
 */
final class Signals {
  private static final Map<String, Integer> FORCED = Map.of("INT", 130, "TERM", 143);
  private static final String HANGUP = "HUP";
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final AtomicBoolean asked = new AtomicBoolean();
  private final Runnable drain;
  private final Duration patience;
  private final Runnable beforeForced;

  /**
   * From now on, until the process ends.
   *
   * @param beforeForced puts in order what an end without any further step would leave behind; must
   *     not wait
   */
  Signals(Runnable drain, Duration patience, Runnable beforeForced) {
    this.drain = drain;
    this.patience = patience;
    this.beforeForced = beforeForced;
    FORCED.keySet().forEach(name -> Signal.handle(new Signal(name), this::received));
  }

  /** Ends the process, and remembers what a signal did before. */
  private static final class AtOnce implements SignalHandler {
    private final int code;
    private volatile SignalHandler before = SignalHandler.SIG_DFL;

    AtOnce(int code) {
      this.code = code;
    }

    @Override
    public void handle(Signal signal) {
      Runtime.getRuntime().halt(code);
    }
  }

  /**
   * Until a run looks after signals itself, SIGINT and SIGTERM end the process at once. The virtual
   * machine's own way waits for the application to end, which does not hear of it while it starts.
   */
  static void endAtOnce() {
    FORCED.forEach((name, code) -> {
      AtOnce atOnce = new AtOnce(code);
      atOnce.before = Signal.handle(new Signal(name), atOnce);
    });
  }

  /** SIGINT and SIGTERM do again what they did before {@link #endAtOnce}. */
  static void asBefore() {
    FORCED.forEach((name, code) -> {
      Signal signal = new Signal(name);
      SignalHandler now = Signal.handle(signal, new AtOnce(code));
      var _ = Signal.handle(signal, now instanceof AtOnce atOnce ? atOnce.before : now);
    });
  }

  /** SIGHUP asks for something else from now on; where there is no such signal, nothing does. */
  void atHangup(Runnable does) {
    try {
      Signal.handle(new Signal(HANGUP), _ -> does.run());
    } catch (IllegalArgumentException e) {
      // this system has none
    }
  }

  private void received(Signal signal) {
    int code = FORCED.getOrDefault(signal.getName(), 143);
    if (!asked.compareAndSet(false, true)) {
      force(code);
    }
    drain.run();
    Thread.ofPlatform()
        .daemon()
        .name("drain-timeout")
        .start(() -> {
          try {
            Thread.sleep(patience);
            force(code);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void force(int code) {
    try {
      // in a thread beside: what it waits for may be what hangs
      boolean _ = Thread.ofPlatform().daemon().name("forced").start(beforeForced).join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }
}
