package dev.sluice.plan;

import dev.sluice.catalogue.Survey;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a changed target does to where keys go. */
final class TargetForecast {
  private TargetForecast() {}

  /**
   * A sentence for each topic that is written with another number of partitions than before: a
   * key's records may then lie in another partition than the earlier ones.
   */
  static List<String> notes(Survey was, Survey is) {
    List<String> notes = new ArrayList<>();
    for (TargetDefinition target : is.pipeline().targets()) {
      was.pipeline().targets().stream()
          .filter(before ->
              before.name().equals(target.name())
                  || (is.pipeline().targets().size() == 1 && was.pipeline().targets().size() == 1))
          .findFirst()
          .ifPresent(
              before -> compare(target, was.partitionsOf(before), is.partitionsOf(target), notes));
    }
    return notes;
  }

  private static void compare(
      TargetDefinition target,
      Map<String, Integer> before,
      Map<String, Integer> after,
      List<String> notes) {
    new TreeMap<>(after)
        .forEach((topic, count) -> {
          Integer was = before.get(topic);
          if (was != null && !was.equals(count)) {
            notes.add(
                "the target \""
                    + target.name()
                    + "\" writes "
                    + topic
                    + " to "
                    + count
                    + " partitions, before to "
                    + was
                    + ": keys may go to other partitions");
          }
        });
  }
}
