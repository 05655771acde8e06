package dev.sluice.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** A duration, or {@code off}, which is no time at all. */
final class RetryFailedConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return text.equals("off") ? Duration.ZERO : new DurationConverter().convert(text);
  }
}
