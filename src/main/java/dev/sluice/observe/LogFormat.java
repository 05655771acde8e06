package dev.sluice.observe;

import dev.sluice.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** How the log is written. The names are what users write. */
public enum LogFormat {
  /** For people: the local time of day, the pipeline, the message. */
  text {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    @Override
    public String line(Instant at, LogEntry entry) {
      return TIME.format(at.atZone(ZoneId.systemDefault()))
          + " "
          + (entry.pipeline() == null ? "" : entry.pipeline() + ": ")
          + entry.level().prefix()
          + entry.message();
    }
  },

  /** For machines: one JSON object a line. */
  json {
    @Override
    public String line(Instant at, LogEntry entry) {
      return Json.line(json -> {
        json.writeStringField("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringField("level", entry.level().word());
        json.writeStringField("event", entry.event());
        if (entry.pipeline() != null) {
          json.writeStringField("pipeline", entry.pipeline());
        }
        json.writeStringField("message", entry.message());
        for (Map.Entry<String, Object> field : entry.fields().entrySet()) {
          write(json, field);
        }
      });
    }

    private void write(
        com.fasterxml.jackson.core.JsonGenerator json, Map.Entry<String, Object> field)
        throws IOException {
      switch (field.getValue()) {
        case Integer number -> json.writeNumberField(field.getKey(), number);
        case Long number -> json.writeNumberField(field.getKey(), number);
        case Double number -> json.writeNumberField(field.getKey(), number);
        case Object text -> json.writeStringField(field.getKey(), text.toString());
      }
    }
  };

  /** One line, without its end. */
  public abstract String line(Instant at, LogEntry entry);
}
