package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.value.JsonObject;

/** What a filter makes of a value. */
interface Change {
  /**
   * Makes another value, or gives the same object back where nothing is to be changed.
   *
   * @param message the one whose value it is
   */
  JsonObject of(Message message, JsonObject value) throws UnfitException;
}
