package dev.sluice.stages.memory;

import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.stage.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads messages from memory, a batch a partition at each poll. */
final class MemoryReader implements Reader {
  private static final int BATCH = 100;

  private final Map<Partition, List<Message>> logs;
  private final Map<Partition, Long> positions = new HashMap<>();
  private final Set<Partition> reading = new TreeSet<>();
  private boolean assigned;

  MemoryReader(Map<Partition, List<Message>> logs) {
    this.logs = logs;
  }

  @Override
  public void subscribe(Collection<String> topics, Assignment assignment) {
    if (!assigned) {
      assigned = true;
      assignment.assigned(logs.keySet());
    }
  }

  @Override
  public List<Batch> poll(Duration wait, long most) {
    List<Batch> batches = new ArrayList<>();
    for (Partition partition : reading) {
      List<Message> log = logs.getOrDefault(partition, List.of());
      int from = Math.toIntExact(positions.getOrDefault(partition, 0L));
      int to = Math.min(log.size(), from + BATCH);
      if (from < to) {
        positions.put(partition, (long) to);
        batches.add(new Batch(partition, log.subList(from, to), to, -1));
      }
    }
    return batches;
  }

  @Override
  public void seek(Partition partition, long offset, int leaderEpoch) {
    positions.put(partition, offset);
  }

  @Override
  public void pause(Collection<Partition> partitions) {
    reading.removeAll(partitions);
  }

  @Override
  public void resume(Collection<Partition> partitions) {
    reading.addAll(partitions);
  }

  @Override
  public void tell(Map<Partition, Position> told, boolean last) {
    // there is nobody to tell
  }

  @Override
  public void close() {
    reading.clear();
  }
}
