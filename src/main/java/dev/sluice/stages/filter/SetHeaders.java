package dev.sluice.stages.filter;

import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.stage.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replaces headers by name; the others keep their order, duplicates and null values. */
final class SetHeaders extends RecordFilter {
  private final Map<String, Optional<Term>> terms;

  /**
   * A filter.
   *
   * @param terms by the header's name; none where it goes away
   */
  SetHeaders(Map<String, Optional<Term>> terms, OnError onError) {
    super(onError);
    this.terms = terms;
  }

  @Override
  void apply(Message message, Verdicts verdicts) throws UnfitException {
    List<Header> headers = new ArrayList<>(message.headers());
    for (Map.Entry<String, Optional<Term>> each : terms.entrySet()) {
      Optional<Term> term = each.getValue();
      if (term.isPresent() && term.get().passesBy(message)) {
        continue;
      }
      byte[] value = term.isPresent() ? term.get().bytes(message) : null;
      headers.removeIf(header -> header.name().equals(each.getKey()));
      if (value != null) {
        headers.add(new Header(each.getKey(), value));
      }
    }
    verdicts.pass(message.withHeaders(List.copyOf(headers)));
  }
}
