package dev.sluice.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code target/bench/report.md} and {@code .json}: put together anew after each section, of all
 * that were measured in this folder, so that what is there is never lost to what comes later.
 */
final class Report {
  private static final Path FOLDER = Path.of("target/bench");
  private static final Path SECTIONS = FOLDER.resolve("sections");

  private Report() {}

  /** Adds a section, or puts it in the place of an older one, and prints it. */
  static void add(Section section) {
    System.out.println(section.markdown());
    try {
      Files.createDirectories(SECTIONS);
      Files.writeString(SECTIONS.resolve(section.order() + ".md"), section.markdown());
      Files.writeString(
          SECTIONS.resolve(section.order() + ".json"),
          Json.line(json -> write(json, section)) + "\n");
      Files.writeString(
          FOLDER.resolve("report.md"), "# Benchmark\n\n" + machine() + "\n\n" + all(".md", ""));
      Files.writeString(
          FOLDER.resolve("report.json"),
          "{\"machine\":\""
              + machine().replace("\"", "'")
              + "\",\"sections\":[\n"
              + all(".json", ",").replaceFirst(",\\s*$", "\n")
              + "]}\n");
    } catch (IOException e) {
      throw new UncheckedIOException("writing the report", e);
    }
  }

  private static String all(String suffix, String behindEach) throws IOException {
    try (Stream<Path> files = Files.list(SECTIONS)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(each -> each.toString().endsWith(suffix)).sorted().toList()) {
        all.append(Files.readString(file).stripTrailing()).append(behindEach).append("\n\n");
      }
      return all.toString();
    }
  }

  private static void write(JsonGenerator json, Section section) throws IOException {
    json.writeStringField("title", section.title());
    json.writeArrayFieldStart("rows");
    for (List<Object> row : section.rows()) {
      json.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        json.writeFieldName(section.columns().get(i));
        if (row.get(i) instanceof Number number) {
          json.writeNumber(number.doubleValue());
        } else {
          json.writeString(row.get(i).toString());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("bars");
    for (Section.Bar bar : section.bars()) {
      json.writeStartObject();
      json.writeStringField("what", bar.what());
      json.writeStringField("limit", bar.limit());
      json.writeNumberField("reached", bar.reached());
      json.writeBooleanField("met", bar.met());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String machine() {
    return "%s, %d processors, %d GB of memory, Linux %s; Java %s; broker, arms and the counting share them. %s."
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            memory() >> 20,
            System.getProperty("os.version"),
            System.getProperty("java.version"),
            Instant.now().truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10));
  }

  private static String processor() {
    return lines("/proc/cpuinfo")
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /** In KB. */
  private static long memory() {
    return lines("/proc/meminfo")
        .filter(line -> line.startsWith("MemTotal:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static Stream<String> lines(String file) {
    try {
      return Files.readString(Path.of(file)).lines();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
