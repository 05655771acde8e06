package dev.sluice.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Lets a few of a cluster's pipelines start at a time. Each asks, pins in a transaction of its own
 * and reads what it has pinned: where a thousand do so at once, what they wait for takes longer
 * than they wait, and none gets through. Safe for all threads.
 */
public final class Openings {
  /** As many as keep a cluster busy, and few enough for each to be quick. */
  private static final int TOGETHER = 16;

  private final Map<String, Semaphore> clusters = new ConcurrentHashMap<>();

  /** Whether one more may start on a cluster now; who may has to say when it is {@link #over}. */
  boolean begins(String cluster) {
    return of(cluster).tryAcquire();
  }

  /** Somebody's start has succeeded, or failed. */
  void over(String cluster) {
    of(cluster).release();
  }

  private Semaphore of(String cluster) {
    return clusters.computeIfAbsent(cluster, _ -> new Semaphore(TOGETHER));
  }
}
