package dev.sluice.kafka;

import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Why a cluster does not answer: Kafka's clients say only that time ran out. */
final class Reachability {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KafkaConnection connection;

  Reachability(KafkaConnection connection) {
    this.connection = connection;
  }

  /** What is wrong with each address, or null where one accepts a connection. */
  @Nullable Trouble refusals() {
    return troubles(Wire::reach);
  }

  /** The same, where one that answers must also speak as the connection does. */
  @Nullable Trouble silence() {
    return troubles(wire -> {
      wire.reach();
      wire.protect();
    });
  }

  /** Tries each address; the first one's trouble with what the others said, or null. */
  private @Nullable Trouble troubles(Consumer<Wire> asking) {
    List<Trouble> troubles = new ArrayList<>();
    for (Address address : connection.addresses()) {
      try (Wire wire = new Wire(connection, address, PATIENCE)) {
        asking.accept(wire);
        return null;
      } catch (StageException e) {
        troubles.add(e.trouble());
      }
    }
    return new Trouble(
        troubles.getFirst().code(),
        String.join(", ", troubles.stream().map(Trouble::message).distinct().toList()),
        troubles.getFirst().hint());
  }
}
