package dev.sluice.kafka;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Settings;
import java.util.Map;
import java.util.Set;

/** The client properties that the runner sets itself, and what stands in a file for them. */
public final class OwnedProperties {
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "Use bootstrapServers of the connection"),
          Map.entry("security.protocol", "Use securityProtocol of the connection"),
          Map.entry("sasl.mechanism", "Use sasl or kerberos of the connection"),
          Map.entry("sasl.jaas.config", "Use sasl or kerberos of the connection"),
          Map.entry("sasl.kerberos.service.name", "Use kerberos.serviceName of the connection"),
          Map.entry("isolation.level", "Use isolation of the source"),
          Map.entry("auto.offset.reset", "Use startAt and outOfRange of the source"),
          Map.entry("enable.auto.commit", "Positions are kept in the checkpoint"),
          Map.entry("group.id", "The group is sluice.<id of the pipeline>"),
          Map.entry("acks", "Use acks of the target"),
          Map.entry("partitioner.class", "Use partition of the target"),
          Map.entry("partitioner.ignore.keys", "Use partition of the target"),
          Map.entry("compression.type", "Use compression of the target"));
  private static final Set<String> OTHERS =
      Set.of(
          "key.deserializer",
          "value.deserializer",
          "key.serializer",
          "value.serializer",
          "group.protocol",
          "group.instance.id",
          "group.remote.assignor",
          "partition.assignment.strategy",
          "transactional.id",
          "enable.idempotence",
          "max.in.flight.requests.per.connection",
          "allow.auto.create.topics",
          "delivery.timeout.ms",
          "retries",
          "max.block.ms",
          "max.request.size",
          "buffer.memory",
          "fetch.max.bytes",
          "interceptor.classes",
          "client.id");

  private OwnedProperties() {}

  /** Reports every property that is ours. */
  public static void check(Settings settings, Key<Map<String, String>> key, Problems problems) {
    Map<String, String> properties = settings.find(key);
    if (properties == null) {
      return;
    }
    for (String name : properties.keySet()) {
      if (INSTEAD.containsKey(name)
          || OTHERS.contains(name)
          || name.startsWith("ssl.truststore.")
          || name.startsWith("ssl.keystore.")) {
        problems.error(
            ProblemCode.OWNED_PROPERTY,
            settings.at(key),
            settings.path(key) + "." + name,
            "the runner sets \"" + name + "\" itself",
            INSTEAD.getOrDefault(
                name, name.startsWith("ssl.") ? "Use tls of the connection" : "Remove it"));
      }
    }
  }
}
