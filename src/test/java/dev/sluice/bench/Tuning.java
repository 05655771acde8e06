package dev.sluice.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What all arms are told alike: those of Sluice, which has them by default, are told nothing. */
final class Tuning {
  /** Further options of Sluice's JVM: {@code -Dsluice.bench.jvm}, to look into it. */
  static final List<String> FURTHER =
      Stream.of(System.getProperty("sluice.bench.jvm", "").split(" "))
          .filter(option -> !option.isBlank())
          .toList();

  /** Of every JVM. */
  static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmx256m");

  /** How often positions are saved, in milliseconds. */
  static final int INTERVAL = 5_000;

  /** How long a member of a group may be stopped between its turns, in milliseconds. */
  static final int SESSION = 600_000;

  /** Of every producer. */
  static final Map<String, String> PRODUCER =
      new TreeMap<>(
          Map.of(
              "acks", "all",
              "enable.idempotence", "true",
              "max.in.flight.requests.per.connection", "5",
              "compression.type", "none",
              "batch.size", "262144",
              "linger.ms", "5",
              "buffer.memory", "8388608",
              "send.buffer.bytes", "-1"));

  /** Of every consumer. */
  static final Map<String, String> CONSUMER =
      new TreeMap<>(
          Map.of(
              "auto.offset.reset", "earliest",
              "max.poll.records", "1000",
              "fetch.max.bytes", "16777216",
              "max.partition.fetch.bytes", "1048576",
              "fetch.min.bytes", "1",
              "receive.buffer.bytes", "-1",
              "isolation.level", "read_committed"));

  private Tuning() {}
}
