package dev.sluice.cli;

import dev.sluice.problem.Location;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node;
import dev.sluice.schema.Type;
import dev.sluice.schema.Types;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line, written as in pipeline files. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    Type<Duration> type = Types.duration(Duration.ZERO, Duration.ofDays(365));
    Node node = new Node.Scalar(Location.file(""), text, text, false, true);
    Duration duration = type.parse(node, "", new Problems());
    if (duration == null) {
      throw new TypeConversionException("expected " + type.expected() + ", found \"" + text + "\"");
    }
    return duration;
  }
}
