package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.kafka.ConnectionInspection;
import dev.sluice.kafka.KafkaCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the items about one connection found, and its cluster where a login has succeeded. */
final class TestedConnection implements AutoCloseable {
  private final ConnectionInspection inspection;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable KafkaCluster cluster;

  private TestedConnection(ConnectionInspection inspection) {
    this.inspection = inspection;
  }

  /** Tests it: an item that fails leaves nothing to ask for those behind it. */
  static TestedConnection of(
      ConnectionDefinition connection, ConnectionInspection inspection, Deadline deadline) {
    TestedConnection tested = new TestedConnection(inspection);
    Map<Item, Supplier<Outcome>> items = new LinkedHashMap<>();
    items.put(Item.NAME_RESOLUTION, inspection::resolve);
    items.put(Item.TCP, inspection::connect);
    items.put(Item.TLS, inspection::protect);
    items.put(Item.AUTHENTICATION, inspection::login);
    items.put(Item.CLUSTER, inspection::identity);
    items.put(Item.CLOCK, inspection::clocks);
    @Nullable Item failed = null;
    for (Map.Entry<Item, Supplier<Outcome>> each : items.entrySet()) {
      Item item = each.getKey();
      Item before = failed;
      Finding finding =
          deadline.run(
              item,
              connection.name(),
              connection.at(),
              before == null ? each.getValue() : () -> Findings.notReached(before));
      tested.findings.add(finding);
      if (finding.outcome() instanceof Outcome.Fail) {
        failed = item;
      } else if (item == Item.AUTHENTICATION && failed == null) {
        tested.cluster = inspection.cluster();
      }
    }
    return tested;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** The cluster, or null where no login has succeeded. */
  @Nullable KafkaCluster cluster() {
    return cluster;
  }

  /** In a thread that nobody waits for: what hangs must not hold up the report. */
  @Override
  public void close() {
    Thread.ofPlatform().daemon().name("check-close").start(inspection::close);
  }
}
