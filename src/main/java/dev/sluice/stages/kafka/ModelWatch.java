package dev.sluice.stages.kafka;

import dev.sluice.model.Model;
import dev.sluice.model.Refresh;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Makes the models of a source anew from time to time, and tells what changed. One thread. */
public final class ModelWatch {
  private final Refresh refresh;
  private final BiConsumer<String, String> drift;
  private final Map<String, Model> known = new HashMap<>();

  /**
   * Nothing is known yet.
   *
   * @param drift hears of a topic and of a field of it that changed its type
   */
  public ModelWatch(Refresh refresh, BiConsumer<String, String> drift) {
    this.refresh = refresh;
    this.drift = drift;
  }

  /**
   * Makes all models now. A topic whose sample was empty keeps the model that it had.
   *
   * @return when to do it again; empty for never
   */
  public Optional<Instant> round(ModelSampler sampler, Instant now) {
    Set<String> topics = sampler.topics();
    Optional<Instant> next = refresh.next(now, topics.size());
    if (next.isEmpty()) {
      return next;
    }
    for (ModelSampler.Sampled sampled : sampler.sample(topics)) {
      Model model = sampled.model();
      if (model.fields().isEmpty()) {
        continue;
      }
      Model before = known.put(model.topic(), model);
      if (before != null) {
        model.driftSince(before).forEach(change -> drift.accept(model.topic(), change));
      }
    }
    known.keySet().retainAll(topics);
    return next;
  }
}
