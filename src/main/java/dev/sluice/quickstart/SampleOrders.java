package dev.sluice.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Orders as a shop might have them; the same ones every time. */
public final class SampleOrders {
  private static final Instant FIRST = Instant.parse("2026-01-05T08:00:00Z");
  private static final List<String> REGIONS = List.of("EU", "EU", "US", "US", "APAC");
  private static final List<String> NAMES =
      List.of("Ada", "Bjarne", "Chiara", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Inès", "João");
  private static final List<String> PRODUCTS =
      List.of("kettle", "desk lamp", "rain coat", "bicycle tyre", "notebook", "headphones");

  private SampleOrders() {}

  /**
   * One order.
   *
   * @param key the customer's id
   * @param value JSON in UTF-8
   * @param timestamp milliseconds since 1970
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to a producer as it is
  public record Order(byte[] key, byte[] value, long timestamp) {}

  /** The first so many. */
  public static Stream<Order> orders(int count) {
    RandomGenerator random = new java.util.Random(20260105);
    return IntStream.rangeClosed(1, count).mapToObj(number -> order(number, random));
  }

  private static Order order(int number, RandomGenerator random) {
    String customer = "c-" + (1000 + random.nextInt(200));
    Instant placedAt = FIRST.plusSeconds(97L * number + random.nextInt(60));
    String name = NAMES.get(random.nextInt(NAMES.size()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("order", "o-" + (50_000 + number));
      json.writeStringField("region", REGIONS.get(random.nextInt(REGIONS.size())));
      json.writeNumberField("amount", (500 + random.nextInt(40_000)) / 100.0);
      json.writeStringField("currency", "EUR");
      json.writeStringField("placedAt", placedAt.toString());
      json.writeObjectFieldStart("customer");
      json.writeStringField("id", customer);
      json.writeStringField("name", name);
      json.writeStringField("email", customer + "@example.com");
      json.writeEndObject();
      json.writeArrayFieldStart("items");
      for (int item = 0; item <= random.nextInt(3); item++) {
        json.writeString(PRODUCTS.get(random.nextInt(PRODUCTS.size())));
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return new Order(
        customer.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        bytes.toByteArray(),
        placedAt.toEpochMilli());
  }
}
