package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a sample of values says about their fields. */
class InferenceTest {
  private static Model of(String... values) {
    Inference inference = new Inference("orders");
    for (String value : values) {
      inference.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }
    return inference.model();
  }

  private static Map<String, String> types(Model model) {
    return model.sorted().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue().type()));
  }

  @Test
  void fieldsAreFoundInObjectsAndArrays() {
    Model model =
        of(
            """
            {"id": 1, "total": 12.5, "open": true, "customer": {"email": "a@b", "age": null},
             "items": [{"sku": "x", "n": 1}, {"sku": "y"}], "tags": ["a", 1], "odd.name": {}}
            """);
    assertThat(types(model))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("id", "integer"),
                Map.entry("total", "number"),
                Map.entry("open", "boolean"),
                Map.entry("customer", "object"),
                Map.entry("customer.email", "string"),
                Map.entry("customer.age", "null"),
                Map.entry("items", "array"),
                Map.entry("items[]", "object"),
                Map.entry("items[].sku", "string"),
                Map.entry("items[].n", "integer"),
                Map.entry("tags", "array"),
                Map.entry("tags[]", "string|integer"),
                Map.entry("[\"odd.name\"]", "object")));
    assertThat(model.sorted().get("items[].n").missing()).isEqualTo(1);
    assertThat(model.sorted().get("tags[]").missing()).isZero();
  }

  @Test
  void aNumberIsAnIntegerHoweverLargeUnlessItHasAFraction() {
    Model model =
        of(
            "{\"a\":1234567890123456789012345678901234567890,\"b\":1.0,\"c\":1e3,\"d\":1}",
            "{\"d\":2.5}");
    assertThat(types(model))
        .containsEntry("a", "integer")
        .containsEntry("b", "number")
        .containsEntry("c", "number")
        .containsEntry("d", "number");
  }

  @Test
  void aNameThatComesTwiceIsCountedOnce() {
    Model model = of("{\"a\":1,\"a\":\"x\",\"a\":{\"b\":1}}", "{}");
    assertThat(types(model)).containsExactly(Map.entry("a", "integer"));
    assertThat(model.sorted().get("a").missing()).isEqualTo(1);
  }

  @Test
  void nullsAndMissingOnesAreCountedAgainstTheirParents() {
    Model model =
        of(
            "{\"customer\":{\"email\":null}}",
            "{\"customer\":{\"email\":\"a\"}}",
            "{\"customer\":{}}",
            "{\"customer\":null}",
            "{}",
            null,
            "no json",
            "[1]",
            "{} {}",
            "");
    assertThat(model.sampled()).isEqualTo(10);
    assertThat(model.tombstones()).isEqualTo(1);
    assertThat(model.notJson()).isEqualTo(4);
    Field customer = model.sorted().get("customer");
    assertThat(customer.parents()).isEqualTo(5);
    assertThat(customer.nulls()).isEqualTo(1);
    assertThat(customer.missing()).isEqualTo(1);
    Field email = model.sorted().get("customer.email");
    assertThat(email.parents()).isEqualTo(3);
    assertThat(email.nulls()).isEqualTo(1);
    assertThat(email.missing()).isEqualTo(1);
  }

  @Test
  void aTypeThatChangesIsDriftAndChanceIsNot() {
    Model before = of("{\"a\":1,\"b\":1.5,\"c\":null,\"d\":\"x\",\"e\":{\"f\":true}}");
    assertThat(of("{\"a\":2,\"b\":1,\"c\":3,\"d\":null,\"g\":1}").driftSince(before)).isEmpty();
    assertThat(of("{\"a\":\"2\",\"b\":\"x\",\"d\":[],\"e\":{\"f\":0}}").driftSince(before))
        .containsExactly(
            "a: integer -> string",
            "b: number -> string",
            "d: string -> array",
            "e.f: boolean -> integer");
    assertThat(of("{\"a\":2.5}").driftSince(before)).containsExactly("a: integer -> number");
    assertThat(of("{\"a\":2}", "{\"a\":\"2\"}").driftSince(before))
        .containsExactly("a: integer -> string|integer");
  }

  @Test
  void namesThatAreDataDoNotFillTheMemory() {
    Inference inference = new Inference("orders");
    for (int i = 0; i < 5_000; i++) {
      inference.add(("{\"customer-" + i + "\":1}").getBytes(StandardCharsets.UTF_8));
    }
    Model model = inference.model();
    assertThat(model.complete()).isFalse();
    assertThat(model.fields()).hasSizeLessThan(2_100);
    assertThat(model.knows(List.of("whatever"))).isTrue();
  }
}
