package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import dev.sluice.problem.Unforeseen;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends every item in time, whatever is broken: libraries have time-outs of their own, and some have
 * none. What is late goes on in a thread that nobody waits for.
 */
final class Deadline {
  private final long end;

  /** From now on, for all items together. */
  Deadline(Duration all) {
    this.end = System.nanoTime() + all.toNanos();
  }

  /** Runs an item within its limit and what is left of the whole. */
  Finding run(Item item, String subject, Location at, Supplier<Outcome> inspection) {
    long start = System.nanoTime();
    long limit = Math.min(item.limit().toNanos(), end - start);
    if (limit <= 0) {
      return Finding.atOnce(item, subject, at, late(Duration.ZERO));
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    // not a virtual one: what is tested may block in native code, and would keep others from
    // running
    Thread.ofPlatform()
        .daemon()
        .name("check-" + subject)
        .start(() -> {
          try {
            outcome.complete(inspection.get());
          } catch (StageException e) {
            outcome.complete(Outcome.of(e));
          } catch (RuntimeException | VirtualMachineError | LinkageError e) {
            outcome.completeExceptionally(e);
          }
        });
    Outcome found;
    try {
      found = outcome.get(limit, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      found = late(Duration.ofNanos(limit));
    } catch (ExecutionException e) {
      found = mistake(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      found = late(Duration.ZERO);
    }
    return new Finding(item, subject, at, found, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Outcome late(Duration limit) {
    return new Outcome.Fail(
        new Trouble(
            ProblemCode.UNREACHABLE,
            limit.isZero()
                ? "no time was left for it"
                : "no answer within " + Math.max(1, Math.round(limit.toMillis() / 1000.0)) + " s",
            "The other side is overloaded or hangs, or something on the way swallows what is sent"),
        true);
  }

  private static Outcome mistake(@Nullable Throwable e) {
    return new Outcome.Fail(Unforeseen.of(e, "a mistake in Sluice"), false);
  }
}
