package dev.sluice.bench;

import java.nio.charset.StandardCharsets;

/** The records that are copied: JSON orders of one size, of which every other one is paid. */
enum Orders {
  /** 260 bytes. */
  SMALL("260 bytes", 260),
  /** 2 KB. */
  LARGE("2 KB", 2048);

  /** What the filters ask: every other record in every partition. */
  static final String CONDITION = "value.status == \"paid\"";

  /** The share of records on which {@link #CONDITION} holds. */
  static final double PAID = 0.5;

  private static final String LINE =
      "{\"sku\":\"AX-%05d\",\"title\":\"Cotton shirt, long sleeves\",\"quantity\":%d,\"price\":%d.90,\"gift\":false}";

  private final String title;
  private final int size;

  Orders(String title, int size) {
    this.title = title;
    this.size = size;
  }

  /** For people. */
  String title() {
    return title;
  }

  /** The key of a record: 11 bytes. */
  static byte[] key(long number) {
    return bytes("customer-%02d".formatted(number % 100));
  }

  /** The value of a record, of exactly this size. */
  byte[] value(long number) {
    StringBuilder json =
        new StringBuilder(size)
            .append(
                "{\"id\":\"o-%09d\",\"customer\":{\"id\":%d,\"email\":\"c%04d@example.org\",\"region\":\"EU\"},\"status\":\"%s\",\"total\":%d.50,\"currency\":\"EUR\",\"lines\":["
                    .formatted(
                        number,
                        number % 10_000,
                        number % 10_000,
                        number / 4 % 2 == 0 ? "paid" : "open",
                        number % 500));
    int lines = size / 300;
    for (int line = 0; line < lines; line++) {
      json.append(line == 0 ? "" : ",").append(LINE.formatted(number % 777 + line, line, line));
    }
    json.append("],\"note\":\"");
    int left = size - json.length() - 2;
    return bytes(json.append("n".repeat(left)).append("\"}").toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
