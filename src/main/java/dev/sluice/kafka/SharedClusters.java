package dev.sluice.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The clusters that a process has open: who reaches one in the same way shares it, and its clients,
 * with all others. Safe for all threads.
 */
public final class SharedClusters {
  private final Map<KafkaConnection, Opened> open = new HashMap<>();

  private static final class Opened {
    private final CompletableFuture<KafkaCluster> cluster = new CompletableFuture<>();
    private int users;
  }

  /**
   * Opens a cluster, unless it is open; it is to be given back. Of those who ask at once one dials,
   * and all fail where it fails.
   *
   * @throws dev.sluice.problem.StageException where it cannot be reached
   */
  public KafkaCluster open(KafkaConnection connection) {
    Opened opened;
    boolean dials;
    synchronized (open) {
      dials = !open.containsKey(connection);
      opened = open.computeIfAbsent(connection, each -> new Opened());
      opened.users++;
    }
    if (dials) {
      dial(connection, opened);
    }
    try {
      return opened.cluster.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void dial(KafkaConnection connection, Opened opened) {
    try {
      opened.cluster.complete(new KafkaCluster(connection));
    } catch (RuntimeException | Error e) {
      synchronized (open) {
        open.remove(connection, opened);
      }
      opened.cluster.completeExceptionally(e);
    }
  }

  /** Gives one back; the last one who does closes it. */
  public void giveBack(KafkaCluster cluster) {
    synchronized (open) {
      Opened opened = open.get(cluster.connection());
      if (opened == null || --opened.users > 0) {
        return;
      }
      open.remove(cluster.connection());
    }
    cluster.close();
  }
}
