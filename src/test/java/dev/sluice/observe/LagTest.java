package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** How far behind, in numbers. */
class LagTest {
  private static final Partition ZERO = new Partition("c", "orders", 0);
  private static final Partition ONE = new Partition("c", "orders", 1);
  private static final long NOW = 1_000_000;

  private static Position at(long next, long timestamp) {
    return new Position(next, 0, 0, null, timestamp);
  }

  private static LogRange log(long end) {
    return new LogRange("id", 0, end, end);
  }

  private static Lag lag(Map<Partition, Position> positions, Duration kept) {
    return new Reach(Map.of(ZERO, log(100), ONE, log(50)), Map.of("orders", kept))
        .lags(positions, NOW)
        .get("orders");
  }

  @Test
  void recordsAreAddedAndTheWorstPartitionCounts() {
    Lag lag =
        lag(Map.of(ZERO, at(90, NOW - 5_000), ONE, at(20, NOW - 40_000)), Duration.ofSeconds(60));
    assertThat(lag.records()).isEqualTo(40);
    assertThat(lag.seconds()).isEqualTo(40);
    assertThat(lag.retentionLeft()).isEqualTo(20);
  }

  @Test
  void aPartitionWhereAllIsReadIsNotBehindHoweverOldItsRecordsAre() {
    Lag lag = lag(Map.of(ZERO, at(100, 5), ONE, at(50, 5)), Duration.ofSeconds(60));
    assertThat(lag.records()).isZero();
    assertThat(lag.seconds()).isZero();
    assertThat(lag.retentionLeft()).isNaN();
  }

  /** All that is committed was read; behind it a transaction is open. */
  @Test
  void whatWaitsBehindAnOpenTransactionIsLag() {
    Reach reach = new Reach(Map.of(ZERO, new LogRange("id", 0, 60, 100)), Map.of());
    Lag lag = reach.lags(Map.of(ZERO, at(60, NOW - 1_000)), NOW).get("orders");
    assertThat(lag.records()).isEqualTo(40);
    assertThat(lag.held()).isEqualTo(40);
    lag = reach.lags(Map.of(ZERO, at(50, NOW - 1_000)), NOW).get("orders");
    assertThat(lag.records()).isEqualTo(50);
    assertThat(lag.held()).isEqualTo(40);
  }

  @Test
  void wherePositionsAreOverdueTheTimeLeftIsNegative() {
    assertThat(lag(Map.of(ZERO, at(90, NOW - 90_000)), Duration.ofSeconds(60)).retentionLeft())
        .isEqualTo(-30);
  }

  @Test
  void whatWasNeverReadHasNoAge() {
    Lag lag = lag(Map.of(ZERO, at(0, -1)), Duration.ofSeconds(60));
    assertThat(lag.records()).isEqualTo(100);
    assertThat(lag.seconds()).isNaN();
    assertThat(lag.retentionLeft()).isNaN();
  }

  @Test
  void topicsOfWhichNothingIsKnownAreLeftOut() {
    assertThat(Reach.UNKNOWN.lags(Map.of(ZERO, at(0, -1)), NOW)).isEmpty();
  }

  @Test
  void catchingUpEndsWhereTheEndsWereAtFirst() {
    CatchUp catchUp = new CatchUp();
    assertThat(catchUp.share(Map.of(ZERO, at(0, -1)))).isEqualTo(OptionalDouble.empty());
    catchUp.meet(Map.of(ZERO, at(20, -1)), Map.of(ZERO, log(100)));
    assertThat(catchUp.share(Map.of(ZERO, at(60, -1)))).hasValue(0.5);
    catchUp.meet(Map.of(ZERO, at(60, -1)), Map.of(ZERO, log(500)));
    assertThat(catchUp.share(Map.of(ZERO, at(100, -1)))).hasValue(1);
    assertThat(catchUp.share(Map.of(ZERO, at(300, -1)))).hasValue(1);
  }

  @Test
  void aPartitionThatComesLaterIsCaughtUpTooAndOneThatLeftIsForgotten() {
    CatchUp catchUp = new CatchUp();
    catchUp.meet(Map.of(ZERO, at(0, -1)), Map.of(ZERO, log(100)));
    Map<Partition, Position> both = Map.of(ZERO, at(100, -1), ONE, at(0, -1));
    catchUp.meet(both, Map.of(ZERO, log(100), ONE, log(100)));
    assertThat(catchUp.share(both)).hasValue(0.5);
    Map<Partition, Position> one = Map.of(ONE, at(50, -1));
    catchUp.meet(one, Map.of(ONE, log(100)));
    assertThat(catchUp.share(one)).hasValue(0.5);
  }

  @Test
  void nothingToReadIsAllOfIt() {
    CatchUp catchUp = new CatchUp();
    catchUp.meet(Map.of(ZERO, at(7, -1)), Map.of(ZERO, log(7)));
    assertThat(catchUp.share(Map.of(ZERO, at(7, -1)))).hasValue(1);
  }
}
