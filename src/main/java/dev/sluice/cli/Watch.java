package dev.sluice.cli;

import dev.sluice.definition.WorkspaceStamp;
import dev.sluice.runtime.Launcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at the files of a workspace once a second, and has them read again when they have changed
 * and have been at rest since: no notification of a file system is the same everywhere, least of
 * all for what is mounted.
 */
final class Watch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Supplier<Set<Path>> reload;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final Thread thread;
  private Watched watched;
  private WorkspaceStamp read;
  private WorkspaceStamp seen;

  private enum Order {
    LOOK,
    RELOAD,
    END
  }

  /**
   * What is looked at.
   *
   * @param paths files and directories of definitions
   * @param named the files that the definitions name
   */
  record Watched(List<Path> paths, Set<Path> named) {
    WorkspaceStamp stamp() {
      return WorkspaceStamp.of(paths).and(WorkspaceStamp.ofFiles(named));
    }
  }

  /**
   * Begins.
   *
   * @param read what was read last
   * @param reload gives the files that the definitions name now; must not throw
   */
  Watch(Watched watched, WorkspaceStamp read, Supplier<Set<Path>> reload) {
    this.watched = watched;
    this.read = read;
    this.seen = read;
    this.reload = reload;
    this.thread =
        Thread.ofPlatform().daemon().name("watch").stackSize(Launcher.STACK).start(this::look);
  }

  /** Has them read again, changed or not. For any thread. */
  void ask() {
    orders.add(Order.RELOAD);
  }

  private void look() {
    try {
      Order order = Order.LOOK;
      while (order != Order.END) {
        try {
          look(order);
        } catch (RuntimeException | OutOfMemoryError _) {
          // what cannot be looked at now is looked at again a second later
        }
        Order next = orders.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        order = next == null ? Order.LOOK : next;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Order order) {
    WorkspaceStamp now = watched.stamp();
    if (order == Order.RELOAD || (now.equals(seen) && !now.equals(read))) {
      watched = new Watched(watched.paths(), reload.get());
      // what is named only now was not looked at before
      now = now.and(WorkspaceStamp.ofFiles(watched.named())).only(watched.stamp());
      read = now;
    }
    seen = now;
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
