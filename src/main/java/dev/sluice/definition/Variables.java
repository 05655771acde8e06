package dev.sluice.definition;

import java.util.Map;

/**
 * What variables may stand for.
 *
 * @param values by name
 * @param required whether one without a value is an error; else it is a note, as where secrets are
 *     absent on purpose
 */
public record Variables(Map<String, String> values, boolean required) {
  /** Keeps a copy. */
  public Variables {
    values = Map.copyOf(values);
  }
}
