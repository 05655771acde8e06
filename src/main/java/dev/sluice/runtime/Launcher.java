package dev.sluice.runtime;

/** Makes threads of control; a simulation runs them one at a time. */
public interface Launcher {
  /**
   * Bytes of a thread's stack, taken as they are used. The deepest value that is JSON to us, in
   * code that is not compiled yet, takes an eighth of it.
   */
  long STACK = 8L << 20;

  /** Begins a task. */
  Launched launch(String name, Runnable task);

  /** A task that was begun. */
  interface Launched {
    /** Waits until it has ended. */
    void join();
  }

  /** Real threads. */
  static Launcher threads() {
    return (name, task) -> {
      Thread thread = Thread.ofPlatform().name(name).stackSize(STACK).start(task);
      return () -> {
        boolean interrupted = false;
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      };
    };
  }
}
