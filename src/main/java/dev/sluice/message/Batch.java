package dev.sluice.message;

import java.util.ArrayList;
import java.util.List;

/**
 * What one poll brought from one partition: messages in offset order, and where the reader stands
 * after them. The position may lie beyond the last message, or move without any: transaction
 * markers and compaction leave gaps.
 *
 * @param partition the partition that all messages come from
 * @param messages in offset order
 * @param next the offset at which reading goes on
 * @param leaderEpoch the leader epoch of what lies just before {@code next}, or -1 where unknown
 */
public record Batch(Partition partition, List<Message> messages, long next, int leaderEpoch) {

  /** One message alone, and the reader just behind it. */
  public static Batch of(Message message) {
    return new Batch(
        message.source(), List.of(message), message.offset() + 1, message.leaderEpoch());
  }

  /** The part below an offset, which is then where reading goes on. */
  public Batch before(long offset) {
    int count = 0;
    while (count < messages.size() && messages.get(count).offset() < offset) {
      count++;
    }
    // the first message that is left out: its epoch goes beyond the offset, whatever lies between
    int epoch = count < messages.size() ? messages.get(count).leaderEpoch() : leaderEpoch;
    return new Batch(partition, messages.subList(0, count), Math.min(offset, next), epoch);
  }

  /**
   * The same in parts, in order; one at least, which may be without messages. Between two parts
   * reading goes on at the message behind them, whose epoch goes beyond what lies between.
   *
   * @param longest how many messages a part may have
   */
  public List<Batch> parts(int longest) {
    List<Batch> parts = new ArrayList<>();
    int from = 0;
    while (messages.size() - from > longest) {
      Message behind = messages.get(from + longest);
      parts.add(
          new Batch(
              partition,
              messages.subList(from, from + longest),
              behind.offset(),
              behind.leaderEpoch()));
      from += longest;
    }
    parts.add(new Batch(partition, messages.subList(from, messages.size()), next, leaderEpoch));
    return parts;
  }

  /** The position after this batch, seen from the one before it. */
  public Position after(Position before) {
    return before.movedTo(
        next, leaderEpoch, messages.isEmpty() ? -1 : messages.getLast().timestamp());
  }
}
