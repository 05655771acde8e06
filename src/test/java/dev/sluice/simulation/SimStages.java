package dev.sluice.simulation;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.checkpoint.StoreLedger;
import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.message.Position;
import dev.sluice.runtime.Stages;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import dev.sluice.stage.Verdicts;
import dev.sluice.stage.Writer;
import dev.sluice.sync.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stages of one simulated process. */
final class SimStages implements Stages {
  static final String TARGET = "target";
  static final String DEAD_LETTERS = "dead letters";

  private final SimWorld world;
  private final String process;
  private final ClaimStore store;
  private final Source source;

  SimStages(SimWorld world, String process) {
    this.world = world;
    this.process = process;
    this.store = new SimStore(world, world.kept());
    this.source = new SimSource();
  }

  @Override
  public List<Source> sources() {
    return List.of(source);
  }

  @Override
  public CheckpointStore store() {
    return store;
  }

  @Override
  public Rules rules(String name) {
    return world.rules();
  }

  @Override
  public Filter gate(String name) {
    return (messages, verdicts) -> messages.forEach(verdicts::pass);
  }

  /** Drops what the judge expects to be dropped, and counts on the way, to have state to lose. */
  @Override
  public Filter filter(String name) {
    return new Filter() {
      private long seen;

      @Override
      public void apply(List<Message> messages, Verdicts verdicts) {
        messages.forEach(message -> {
          seen++;
          if (Judge.filtered(message.offset())) {
            verdicts.filtered(message);
          } else if (world.is(Mutant.ALTERS) && message.offset() == 7) {
            verdicts.pass(altered(message));
          } else {
            verdicts.pass(message);
          }
          if (world.is(Mutant.COUNTS_TWICE)) {
            verdicts.filtered(message);
          }
        });
      }

      @Override
      public Snapshot snapshot() {
        long then = seen;
        return () -> seen = then;
      }
    };
  }

  @Override
  public @Nullable Integer slots() {
    return world.kind() == Kind.SLOTS ? SimTransactions.SLOTS : null;
  }

  @Override
  public OfLane lane(String name, int number, String owner, Source read) {
    SimSeat seat = new SimSeat(world);
    int own = SimTransactions.SLOTS + world.nextNumber();
    SimSlotLedger slots =
        switch (world.kind()) {
          case SLOTS -> new SimSlotLedger(world, store, SimTransactions::slot, null);
          case GROUP_TRANSACTIONS -> new SimSlotLedger(world, store, partition -> own, seat);
          case CLAIMS, GROUP -> null;
        };
    return new OfLane() {
      private final Ledger ledger =
          slots != null
              ? slots
              : world.kind() == Kind.GROUP
                  ? new SimGroupLedger(world, store, seat)
                  : new StoreLedger(store, owner);

      @Override
      public Reader reader() {
        world.call();
        return seat.take(new SimReader(world, process, world.nextNumber()));
      }

      @Override
      public Ledger ledger() {
        return ledger;
      }

      @Override
      public Writer writer(String target) {
        return new SimWriter(world, process, TARGET, slots);
      }

      @Override
      public Writer deadLetters() {
        return new SimWriter(world, process, DEAD_LETTERS, slots);
      }
    };
  }

  private static Message altered(Message message) {
    String value = new String(message.valueBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return new Message(
        message.source(),
        message.offset(),
        message.leaderEpoch(),
        message.timestamp(),
        message.key(),
        new Payload((value + "!").getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        message.headers());
  }

  @Override
  public Policy pushError(String target) {
    return Policy.DEAD_LETTER;
  }

  @Override
  public void close() {
    // nothing is open
  }

  private final class SimSource implements Source {
    @Override
    public String cluster() {
      return SimCluster.ID;
    }

    @Override
    public Map<String, String> topics() {
      world.callThatMayFail("listing");
      return Map.of(SimCluster.TOPIC, "source");
    }

    @Override
    public void requireTopics() {
      world.call();
    }

    @Override
    public void refuseOtherMembers() {
      world.call();
    }

    @Override
    public Duration discovery() {
      return Duration.ofSeconds(2);
    }

    @Override
    public Map<Partition, LogRange> describe(Collection<String> topics) {
      world.callThatMayFail("describing");
      return topics.isEmpty() ? Map.of() : known(world.cluster().describe());
    }

    private static LogRange underFirstId(LogRange log) {
      return new LogRange(SimCluster.FIRST_ID, log.start(), log.end(), log.highWatermark());
    }

    private Map<Partition, LogRange> known(Map<Partition, LogRange> logs) {
      if (world.is(Mutant.HIDES_NEW_TOPICS)) {
        logs.replaceAll((partition, log) -> underFirstId(log));
      }
      return logs;
    }

    @Override
    public Map<String, String> topicIds(Collection<String> topics) {
      world.callThatMayFail("asking for ids");
      return Map.of(
          SimCluster.TOPIC,
          world.is(Mutant.HIDES_NEW_TOPICS) ? SimCluster.FIRST_ID : world.cluster().topicId());
    }

    @Override
    public Map<String, Duration> retention(Collection<String> topics) {
      return Map.of();
    }

    @Override
    public Map<Partition, Long> offsetsAt(Collection<Partition> partitions, Instant moment) {
      return new HashMap<>();
    }

    @Override
    public @Nullable String mirrorOwner(Set<Partition> partitions) {
      return null;
    }

    @Override
    public Map<Partition, Long> committed(String group) {
      return Map.of();
    }

    @Override
    public void takeOver(Map<Partition, Position> positions, String identity) {
      throw new AssertionError("nobody edits positions here");
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
