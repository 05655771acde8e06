package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.kafka.CommitMetadata;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a checkpoint that lies in a group's committed offsets: the offset is the
 * position, everything else is words in its metadata, at most 256 bytes of them. What belongs to
 * the pipeline stands in every entry, so that none of them is more important than another.
 *
 * <p>The words, version 1, each a letter and a value, numbers in base 36: {@code f} first start,
 * {@code c} full sync completed, {@code h} fingerprint, {@code b} the bounds' moment, {@code e} the
 * bound, {@code s} first position, {@code i} topic id, {@code t} the last record's timestamp,
 * {@code p} the moment of a pin of several parts that this is one of, not the last; {@code n} no
 * position.
 *
 * @param capturedAt of the bounds that {@code end} is one of, or null
 * @param provisional the moment of the pin that counts only once its last part is there, or null
 * @param position null where the entry is there for the rest alone
 */
record GroupEntry(
    @Nullable Instant firstStartedAt,
    @Nullable Instant fullCompleted,
    @Nullable String fingerprint,
    @Nullable Instant capturedAt,
    @Nullable Long end,
    @Nullable Instant provisional,
    @Nullable Position position) {
  private static final String NAME = CommitMetadata.CHECKPOINT;
  private static final int VERSION = 1;
  private static final int RADIX = 36;

  /** What a checkpoint says of one partition. */
  static GroupEntry of(
      Checkpoint checkpoint,
      Partition partition,
      @Nullable Position position,
      @Nullable Instant provisional) {
    var bounds = checkpoint.bounds();
    Long end = bounds == null ? null : bounds.ends().get(partition);
    return new GroupEntry(
        checkpoint.firstStartedAt(),
        checkpoint.fullCompleted(),
        checkpoint.fingerprint(),
        bounds == null || end == null ? null : bounds.capturedAt(),
        end,
        provisional,
        position);
  }

  /**
   * Reads one. Without metadata it is a plain offset, which another tool has set.
   *
   * @throws FatalException where it is of a newer version, or somebody else's
   */
  static GroupEntry read(OffsetAndMetadata committed, String place) {
    String text = committed.metadata();
    int epoch = committed.leaderEpoch().orElse(-1);
    if (text.isEmpty()) {
      Position plain = new Position(committed.offset(), committed.offset(), epoch, null, -1);
      return new GroupEntry(null, null, null, null, null, null, plain);
    }
    String[] words = text.split(" ");
    if (!words[0].startsWith(NAME)) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_HELD,
          place + " carries the mark of somebody else: " + text,
          "Positions that another store keeps are taken over with sluice offsets export and import;"
              + " delete the group's offsets first");
    }
    try {
      int version = Integer.parseInt(words[0].substring(NAME.length()));
      if (version > VERSION) {
        throw CheckpointJson.newer(place, version, VERSION);
      }
      return parsed(words, committed.offset(), epoch);
    } catch (NumberFormatException e) {
      throw CheckpointJson.unreadable(place, "\"" + text + "\" is not what Sluice writes");
    }
  }

  private static GroupEntry parsed(String[] words, long offset, int epoch) {
    Map<Character, String> values = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      if (!words[i].isEmpty()) {
        values.put(words[i].charAt(0), words[i].substring(1));
      }
    }
    Long first = number(values.get('s'));
    Long timestamp = number(values.get('t'));
    return new GroupEntry(
        moment(values.get('f')),
        moment(values.get('c')),
        values.get('h'),
        moment(values.get('b')),
        number(values.get('e')),
        moment(values.get('p')),
        values.containsKey('n')
            ? null
            : new Position(
                offset,
                first == null ? offset : first,
                epoch,
                values.get('i'),
                timestamp == null ? -1 : timestamp));
  }

  /** Whether it is an offset and nothing else: then another program has set it. */
  boolean isPlain() {
    return firstStartedAt == null
        && fullCompleted == null
        && fingerprint == null
        && provisional == null
        && position != null
        && position.topicId() == null
        && position.timestamp() < 0
        && position.first() == position.next();
  }

  /** As it is committed. */
  OffsetAndMetadata write() {
    StringBuilder words = new StringBuilder(NAME).append(VERSION);
    word(words, 'f', moment(firstStartedAt));
    word(words, 'c', moment(fullCompleted));
    word(words, 'h', fingerprint);
    word(words, 'b', moment(capturedAt));
    word(words, 'e', number(end));
    word(words, 'p', moment(provisional));
    Position kept = position;
    if (kept == null) {
      return new OffsetAndMetadata(0, word(words, 'n', "").toString());
    }
    word(words, 's', number(kept.first()));
    word(words, 'i', kept.topicId());
    word(words, 't', kept.timestamp() < 0 ? null : number(kept.timestamp()));
    return new OffsetAndMetadata(
        kept.next(),
        kept.leaderEpoch() < 0 ? Optional.empty() : Optional.of(kept.leaderEpoch()),
        words.toString());
  }

  private static StringBuilder word(StringBuilder words, char name, @Nullable String value) {
    return value == null ? words : words.append(' ').append(name).append(value);
  }

  private static @Nullable String number(@Nullable Long value) {
    return value == null ? null : Long.toString(value, RADIX);
  }

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text, RADIX);
  }

  private static @Nullable String moment(@Nullable Instant moment) {
    return moment == null ? null : number(moment.toEpochMilli());
  }

  private static @Nullable Instant moment(@Nullable String text) {
    Long millis = number(text);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
