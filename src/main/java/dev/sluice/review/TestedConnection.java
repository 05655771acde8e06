package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.kafka.ConnectionInspection;
import dev.sluice.kafka.KafkaCluster;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the items about one connection found, and its cluster where a login has succeeded. */
final class TestedConnection implements AutoCloseable {
  private final ConnectionInspection inspection;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable Item failed;
  private @Nullable KafkaCluster cluster;

  private TestedConnection(ConnectionInspection inspection) {
    this.inspection = inspection;
  }

  /**
   * Tests it: an item that fails leaves nothing to ask for those behind it.
   *
   * @param wanted the items that are tested
   */
  static TestedConnection of(
      ConnectionDefinition connection,
      ConnectionInspection inspection,
      Set<Item> wanted,
      Deadline deadline) {
    Map<Item, Supplier<Outcome>> items = new EnumMap<>(Item.class);
    items.put(Item.NAME_RESOLUTION, inspection::resolve);
    items.put(Item.TCP, inspection::connect);
    items.put(Item.TLS, inspection::protect);
    items.put(Item.AUTHENTICATION, inspection::login);
    items.put(Item.CLUSTER, inspection::identity);
    items.put(Item.CLOCK, inspection::clocks);
    items.keySet().retainAll(wanted);
    TestedConnection tested = new TestedConnection(inspection);
    items.forEach((item, asking) -> tested.add(connection, item, asking, deadline));
    return tested;
  }

  private void add(
      ConnectionDefinition connection, Item item, Supplier<Outcome> asking, Deadline deadline) {
    Item before = failed;
    Finding finding =
        before == null
            ? deadline.run(item, connection.name(), connection.at(), asking)
            : Finding.atOnce(item, connection.name(), connection.at(), Findings.notReached(before));
    findings.add(finding);
    if (finding.outcome() instanceof Outcome.Fail) {
      failed = item;
    } else if (item == Item.AUTHENTICATION && before == null) {
      cluster = inspection.cluster();
    }
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
