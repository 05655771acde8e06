package dev.sluice.message;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record's header. Names may repeat and their order counts.
 *
 * @param value the bytes, or null; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are passed through, never compared
public record Header(String name, byte @Nullable [] value) {
  /** How many bytes name and value have; a name is ASCII as a rule, and counted as if it were. */
  int size() {
    return name.length() + (value == null ? 0 : value.length);
  }

  /** Whether two lists hold the same names and bytes in the same order. */
  static boolean same(List<Header> left, List<Header> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).name().equals(right.get(i).name())
          || !Arrays.equals(left.get(i).value(), right.get(i).value())) {
        return false;
      }
    }
    return true;
  }
}
