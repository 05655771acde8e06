package dev.sluice.cli;

import dev.sluice.definition.WorkspaceStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the files of a workspace once a second, and has them read again when they have changed
 * and have been at rest since: no notification of a file system is the same everywhere, least of
 * all for what is mounted.
 */
final class Watch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final List<Path> paths;
  private final Runnable reload;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final Thread thread;
  private WorkspaceStamp read;
  private WorkspaceStamp seen;

  private enum Order {
    LOOK,
    RELOAD,
    END
  }

  /**
   * Begins.
   *
   * @param read what was read last
   * @param reload must not throw
   */
  Watch(List<Path> paths, WorkspaceStamp read, Runnable reload) {
    this.paths = List.copyOf(paths);
    this.read = read;
    this.seen = read;
    this.reload = reload;
    this.thread = Thread.ofPlatform().daemon().name("watch").start(this::look);
  }

  /** Has them read again, changed or not. For any thread. */
  void ask() {
    orders.add(Order.RELOAD);
  }

  private void look() {
    try {
      Order order = Order.LOOK;
      while (order != Order.END) {
        WorkspaceStamp now = WorkspaceStamp.of(paths);
        if (order == Order.RELOAD || (now.equals(seen) && !now.equals(read))) {
          read = now;
          reload.run();
        }
        seen = now;
        Order next = orders.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        order = next == null ? Order.LOOK : next;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A reload that is under way is waited for: what it starts ends with the others. */
  @Override
  public void close() {
    orders.add(Order.END);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
