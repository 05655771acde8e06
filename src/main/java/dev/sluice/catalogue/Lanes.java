package dev.sluice.catalogue;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.checkpoint.StoreLedger;
import dev.sluice.checkpoint.kafka.GroupLedger;
import dev.sluice.checkpoint.kafka.KafkaGroupStore;
import dev.sluice.checkpoint.kafka.KafkaTopicStore;
import dev.sluice.checkpoint.kafka.SlotLedger;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineKeys;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.kafka.AbandonedTransactions;
import dev.sluice.kafka.GroupSeat;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.Slots;
import dev.sluice.message.Partition;
import dev.sluice.runtime.Stages;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Reader;
import dev.sluice.stages.kafka.KafkaSource;
import dev.sluice.stages.kafka.KafkaWriter;
import dev.sluice.stages.kafka.SlotPool;
import dev.sluice.sync.Delivery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes what reads, writes and saves for the lanes of one pipeline, as its store and its delivery
 * want it.
 *
 * @param clusters by connection, each dialled once
 * @param sourcePartitions how many partitions the topic of a source partition has
 * @param warn hears what is worth a warning
 */
record Lanes(
    PipelineDefinition pipeline,
    CheckpointStore store,
    Function<ConnectionDefinition, KafkaCluster> clusters,
    ToIntFunction<Partition> sourcePartitions,
    Consumer<String> warn) {
  /** How long a transaction may be open beyond the interval: settling and committing take time. */
  private static final Duration TRANSACTION_PATIENCE = Duration.ofSeconds(60);

  /** One lane's. */
  Stages.OfLane lane(String name, int number, String owner, KafkaSource source) {
    GroupSeat seat = new GroupSeat(source.errors(), mark(owner));
    Supplier<Reader> readers = () -> source.newReader(number, seat);
    boolean exactlyOnce = pipeline.delivery() == Delivery.EXACTLY_ONCE;
    return switch (store) {
      case KafkaTopicStore topic when exactlyOnce -> {
        SlotPool pool = pool(name, source.cluster() + ".", slots());
        yield inTransactions(pool, new SlotLedger(topic, owner, pool.transactions()), readers);
      }
      case KafkaGroupStore group when exactlyOnce -> {
        SlotPool pool = pool(name, GroupLedger.MEMBER + owner + ".", Slots.ONE);
        GroupLedger.Transactions transactions =
            new GroupLedger.Transactions(
                pool.transactions(),
                new AbandonedTransactions(
                    clusters.apply(pipeline.targets().getFirst().connection()), group.group()),
                SlotLedger.transactionalIds(pipeline.id()) + GroupLedger.MEMBER);
        yield inTransactions(pool, group(group, seat, transactions), readers);
      }
      case KafkaGroupStore group -> atLeastOnce(name, group(group, seat, null), readers);
      case ClaimStore claims -> atLeastOnce(name, new StoreLedger(claims, owner), readers);
      default -> throw new IllegalStateException("no such store: " + store);
    };
  }

  private static Ledger group(
      KafkaGroupStore store, GroupSeat seat, GroupLedger.@Nullable Transactions transactions) {
    return new GroupLedger(store, seat, transactions, InstantSource.system());
  }

  /** A lane whose transactions lie open is told by this from one that is gone. */
  private String mark(String owner) {
    return store instanceof KafkaGroupStore && pipeline.delivery() == Delivery.EXACTLY_ONCE
        ? owner
        : "";
  }

  /** Into how many units of ownership partitions are divided. */
  Slots slots() {
    return new Slots(pipeline.checkpoint().settings().get(Catalogue.STORE_SLOTS).intValue());
  }

  private Stages.OfLane atLeastOnce(String name, Ledger ledger, Supplier<Reader> readers) {
    return new LaneStages(
        pipeline,
        readers,
        ledger,
        (connection, settings, to) ->
            new KafkaWriter(target(connection, settings), "sluice." + name + "-" + to));
  }

  private Stages.OfLane inTransactions(SlotPool pool, Ledger ledger, Supplier<Reader> readers) {
    return new LaneStages(
        pipeline,
        readers,
        ledger,
        (connection, settings, to) -> new KafkaWriter(target(connection, settings), pool));
  }

  private KafkaWriter.Target target(ConnectionDefinition connection, Settings settings) {
    return new KafkaWriter.Target(
        clusters.apply(connection), settings, memoryOfWriter(), sourcePartitions, warn);
  }

  /** Targets, dead letters and checkpoints lie on one cluster: that was checked. */
  private SlotPool pool(String name, String owner, Slots slots) {
    TargetDefinition first = pipeline.targets().getFirst();
    return new SlotPool(
        clusters.apply(first.connection()),
        first.settings(),
        pipeline.memory(),
        "sluice." + name,
        SlotLedger.transactionalIds(pipeline.id()) + owner,
        slots,
        pipeline.checkpoint().settings().get(PipelineKeys.INTERVAL).plus(TRANSACTION_PATIENCE));
  }

  private long memoryOfWriter() {
    int shares = pipeline.targets().size() + (pipeline.deadLetter() == null ? 0 : 1);
    return Math.max(8L << 20, pipeline.memory() / shares);
  }
}
