package dev.sluice.definition;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.stage.FilterType;
import dev.sluice.stage.SourceType;
import dev.sluice.stage.TargetType;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What may stand in a file, as far as it is declared elsewhere. */
public interface Declarations {
  /** Everything under {@code kafka:} of a connection. */
  Section connection();

  /** What can be said of all connections of a workspace. */
  void checkConnections(Collection<Settings> connections, Problems problems);

  /** Sources. */
  SourceType source();

  /** Filters, by the key that names their kind. */
  List<FilterType> filters();

  /** Targets. */
  TargetType target();

  /** Where a connection's cluster is reached: equal for connections that lead to one cluster. */
  Object addresses(Settings connection);

  /** What can be said of a checkpoint store's settings together. */
  void checkStore(Settings checkpoint, Problems problems);

  /** The stores that can be part of a transaction; the first is the one to recommend. */
  List<String> exactlyOnceStores();

  /** The stores that keep positions on the cluster that is read, so that there must be one. */
  List<String> storesAtSource();

  /** The keys of each checkpoint store, by the store's name; the first is the default. */
  Map<String, Section> stores();
}
