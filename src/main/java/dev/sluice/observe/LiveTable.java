package dev.sluice.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** The lines of the live display, and the rates in them. Belongs to the thread that draws. */
final class LiveTable {
  private static final int BAR = 20;

  private final boolean coloured;
  private final Map<String, Pace> paces = new HashMap<>();

  LiveTable(boolean coloured) {
    this.coloured = coloured;
  }

  /**
   * One line a pipeline.
   *
   * @param width of the terminal, in columns: longer lines are cut
   * @param height the most lines; the last one then says how many there are besides
   */
  List<AttributedString> rows(Snapshot snapshot, int width, int height) {
    List<PipelineView> pipelines = worstFirst(snapshot.pipelines(), height);
    int names = pipelines.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    List<AttributedString> rows = new ArrayList<>();
    for (PipelineView pipeline : pipelines) {
      Pace pace = paces.computeIfAbsent(pipeline.name(), _ -> new Pace());
      pace.see(snapshot.at(), pipeline);
      if (rows.size() < height) {
        rows.add(row(pipeline, pace, Math.min(names, 30)).columnSubSequence(0, width));
      }
    }
    if (pipelines.size() > height) {
      rows.set(
          height - 1, new AttributedString("... and " + (pipelines.size() - height + 1) + " more"));
    }
    return rows;
  }

  /** In their order, unless there are more than can be seen. */
  private static List<PipelineView> worstFirst(List<PipelineView> pipelines, int height) {
    if (pipelines.size() <= height) {
      return pipelines;
    }
    return pipelines.stream()
        .sorted((left, right) -> Integer.compare(rank(left.state()), rank(right.state())))
        .toList();
  }

  private static int rank(State state) {
    return switch (state) {
      case FAILED -> 0;
      case RETRYING -> 1;
      case CONNECTING, WAITING, STOPPING -> 2;
      case RUNNING -> 3;
      case STOPPED, COMPLETED -> 4;
    };
  }

  private AttributedString row(PipelineView pipeline, Pace pace, int names) {
    AttributedStringBuilder row = new AttributedStringBuilder();
    row.append(padded(pipeline.name(), names)).append("  ");
    row.styled(style(pipeline.state()), padded(pipeline.state().toString(), 10));
    row.append(String.format(Locale.ROOT, "%,12.0f/s", pace.records));
    row.append(String.format(Locale.ROOT, "  %9s/s", bytes(pace.bytes)));
    row.append("  lag ");
    row.append(
        pipeline.lag().isPresent()
            ? String.format(Locale.ROOT, "%,d", pipeline.lag().getAsLong())
            : "?");
    row.append(String.format(Locale.ROOT, "  skipped %,d", pipeline.skipped()));
    row.append(String.format(Locale.ROOT, "  dead letters %,d", pipeline.deadLettered()));
    pipeline
        .caughtUp()
        .ifPresent(share -> row.append("  ").append(progress(pipeline, share, pace.left(share))));
    return row.toAttributedString();
  }

  private static String progress(PipelineView pipeline, double share, Optional<Duration> left) {
    String stage = ProgressLines.stage(pipeline, share);
    if (stage.equals("live") || pipeline.state().ended()) {
      return stage;
    }
    int full = (int) (share * BAR);
    return "["
        + "#".repeat(full)
        + "-".repeat(BAR - full)
        + "] "
        + stage
        + left.map(each -> ", " + time(each) + " left").orElse("");
  }

  private AttributedStyle style(State state) {
    if (!coloured) {
      return AttributedStyle.DEFAULT;
    }
    return switch (state) {
      case RUNNING, COMPLETED -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
      case RETRYING -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
      case FAILED -> AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
      case CONNECTING, WAITING, STOPPING, STOPPED -> AttributedStyle.DEFAULT;
    };
  }

  private static String padded(String text, int width) {
    String cut = text.length() > width ? text.substring(0, width - 1) + "~" : text;
    return cut + " ".repeat(width - cut.length());
  }

  private static String bytes(double bytes) {
    if (bytes < 1_000) {
      return String.format(Locale.ROOT, "%.0f B", bytes);
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1_000)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000);
  }

  private static String time(Duration left) {
    return left.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
  }

  /** How fast a pipeline goes, as of late. */
  private static final class Pace {
    /** The weight of what is new: a checkpoint comes once a second, and counts jump with it. */
    private static final double NEW = 0.3;

    private Instant seen = Instant.MIN;
    private long read;
    private long bytesRead;
    private double share = Double.NaN;
    private double records;
    private double bytes;
    private double sharePerSecond;

    void see(Instant now, PipelineView pipeline) {
      boolean again = pipeline.read() < read; // a definition that was loaded again counts anew
      double seconds = seen.equals(Instant.MIN) ? 0 : Duration.between(seen, now).toNanos() / 1e9;
      if (seconds > 0 && !again) {
        records = mixed(records, (pipeline.read() - read) / seconds);
        bytes = mixed(bytes, (pipeline.bytesRead() - bytesRead) / seconds);
        double nowShare = pipeline.caughtUp().orElse(Double.NaN);
        if (!Double.isNaN(nowShare) && !Double.isNaN(share)) {
          sharePerSecond = mixed(sharePerSecond, (nowShare - share) / seconds);
        }
      }
      seen = now;
      read = pipeline.read();
      bytesRead = pipeline.bytesRead();
      share = pipeline.caughtUp().orElse(Double.NaN);
    }

    private static double mixed(double old, double fresh) {
      double mixed = old * (1 - NEW) + fresh * NEW;
      return mixed < 1e-9 ? 0 : mixed;
    }

    Optional<Duration> left(double done) {
      return sharePerSecond <= 0
          ? Optional.empty()
          : Optional.of(Duration.ofSeconds((long) Math.ceil((1 - done) / sharePerSecond)));
    }
  }
}
