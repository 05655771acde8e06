package dev.sluice.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The clusters that a process has open: who reaches one in the same way shares it, and its clients,
 * with all others. Safe for all threads.
 */
public final class SharedClusters {
  private final Map<Key, Opened> open = new HashMap<>();

  /**
   * What makes two ways the same.
   *
   * @param files the states of the files that it names, such as certificates that were renewed
   */
  private record Key(KafkaConnection connection, List<String> files) {
    static Key of(KafkaConnection connection) {
      return new Key(connection, connection.files().stream().map(ConnectionFile::state).toList());
    }
  }

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
    Key key = Key.of(connection);
    Opened opened;
    boolean dials;
    synchronized (open) {
      dials = !open.containsKey(key);
      opened = open.computeIfAbsent(key, each -> new Opened());
      opened.users++;
    }
    if (dials) {
      dial(key, opened);
    }
    try {
      return opened.cluster.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void dial(Key key, Opened opened) {
    try {
      opened.cluster.complete(new KafkaCluster(key.connection()));
    } catch (RuntimeException | Error e) {
      synchronized (open) {
        open.remove(key, opened);
      }
      opened.cluster.completeExceptionally(e);
    }
  }

  /** Gives one back; the last one who does closes it. Does not throw. */
  public void giveBack(KafkaCluster cluster) {
    synchronized (open) {
      boolean used =
          open.values().stream()
              .filter(each -> each.cluster.getNow(null) == cluster)
              .anyMatch(each -> --each.users > 0);
      if (used) {
        return;
      }
      open.values().removeIf(each -> each.cluster.getNow(null) == cluster);
    }
    cluster.close();
  }
}
