package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Verdicts;
import java.util.List;

/** A filter that looks at one record after another. */
abstract class RecordFilter implements Filter {
  private final OnError onError;

  RecordFilter(OnError onError) {
    this.onError = onError;
  }

  @Override
  public final void apply(List<Message> messages, Verdicts verdicts) {
    for (Message message : messages) {
      try {
        apply(message, verdicts);
      } catch (UnfitException e) {
        verdicts.reject(message, onError.reject(message, e));
      }
    }
  }

  /**
   * Gives a verdict on one record.
   *
   * @throws UnfitException before any verdict, where there is none
   */
  abstract void apply(Message message, Verdicts verdicts) throws UnfitException;
}
