package dev.sluice.check;

import java.time.Duration;
import java.util.Locale;

/** What is tested, in this order; the number is what people and reports call it. */
public enum Item {
  /** The files. */
  DEFINITION(0),
  /** Every bootstrap server's name has an address. */
  NAME_RESOLUTION(3),
  /** Every bootstrap server accepts a connection. */
  TCP(3),
  /** The wire is protected as the connection says, and Kafka's protocol is spoken on it. */
  TLS(3),
  /** A real login. */
  AUTHENTICATION(5),
  /** The cluster says who it is, and the brokers that it names are reached. */
  CLUSTER(3),
  /** The topics that a source names are there, or its expression matches some. */
  TOPICS(4),
  /** A source's topics are described, their offsets listed, one record is fetched. */
  SOURCE(5),
  /** A target's topics can be written as the definition says. */
  TARGET(5),
  /** The clocks of the brokers and of this machine agree. */
  CLOCK(2),
  /** The checkpoint store can be read and written. */
  CHECKPOINT(8);

  private final Duration limit;

  Item(int seconds) {
    this.limit = Duration.ofSeconds(seconds);
  }

  /** From 1. */
  public int number() {
    return ordinal() + 1;
  }

  /** In words. */
  public String words() {
    return this == TCP || this == TLS ? name() : name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** How long it may take; late is a failure. */
  public Duration limit() {
    return limit;
  }
}
