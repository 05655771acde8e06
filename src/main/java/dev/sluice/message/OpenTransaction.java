package dev.sluice.message;

import java.time.Instant;

/**
 * The transaction at the source that holds a partition's last stable offset back (KIP-664).
 *
 * @param producer the id of the producer whose transaction it is
 * @param epoch of that producer
 * @param start the offset of the transaction's first record
 * @param lastRecord the timestamp of the last record that the producer wrote to the partition
 */
public record OpenTransaction(long producer, int epoch, long start, Instant lastRecord) {
  /** What to tell people who wait behind it. */
  public String describe(Partition partition, long waiting) {
    return "reading "
        + partition
        + " is held up at offset "
        + start
        + ": producer "
        + producer
        + " (epoch "
        + epoch
        + ") has a transaction open there, whose last record is of "
        + lastRecord
        + "; "
        + waiting
        + " offsets wait behind it";
  }

  /** What ends it. */
  public String ending(Partition partition) {
    return "It ends when its producer commits or aborts it, or when the brokers do after that"
        + " producer's transaction.timeout.ms. One that hangs is aborted with kafka-transactions.sh"
        + " --bootstrap-server SERVER abort --topic "
        + partition.topic()
        + " --partition "
        + partition.index()
        + " --start-offset "
        + start;
  }
}
