package dev.sluice.expression;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers in a result their digits back. The runtime knows a number outside of 64 bits, or
 * with a fraction, as floating point alone. Where the expression does nothing but put a field in
 * its place - as it is, in a list or a map, by {@code ?:}, {@code map()} or {@code filter()} - the
 * record has its digits. What is computed has none but those of the result.
 */
final class Digits {
  private static final String VALUE = "value";

  /** Tells whether the condition of a {@code ?:} held; null where nobody knows. */
  interface Conditions {
    @Nullable Boolean held(long condition, Map<String, JsonValue> scope);
  }

  private final Conditions conditions;

  Digits(Conditions conditions) {
    this.conditions = conditions;
  }

  /** Whether a result has numbers that may have had other digits. */
  static boolean mayBeLost(Object result) {
    return switch (result) {
      case JsonValue _ -> false;
      case Double _ -> true;
      case List<?> list -> list.stream().anyMatch(Digits::mayBeLost);
      case Map<?, ?> map -> map.values().stream().anyMatch(Digits::mayBeLost);
      default -> false;
    };
  }

  /** The result of an expression on a value, with {@link JsonScalar} for numbers of the record. */
  Object restored(CelExpr expression, Object result, JsonObject value) {
    return restored(expression, result, Map.of(VALUE, value));
  }

  private Object restored(CelExpr expression, Object result, Map<String, JsonValue> scope) {
    if (!mayBeLost(result)) {
      return result;
    }
    return switch (expression.getKind()) {
      case IDENT, SELECT -> copied(expression, result, scope);
      case CALL -> called(expression, result, scope);
      case LIST -> {
        List<CelExpr> elements = expression.list().elements();
        yield result instanceof List<?> list && list.size() == elements.size()
            ? listed(list, elements, scope)
            : result;
      }
      case MAP -> result instanceof Map<?, ?> map ? mapped(map, expression.map(), scope) : result;
      case COMPREHENSION ->
          result instanceof List<?> list
              ? gathered(list, expression.comprehension(), scope)
              : result;
      case NOT_SET, CONSTANT, STRUCT -> result;
    };
  }

  private static Object copied(CelExpr expression, Object result, Map<String, JsonValue> scope) {
    return find(expression, scope) instanceof JsonScalar scalar && scalar.seen().equals(result)
        ? scalar
        : result;
  }

  private Object called(CelExpr expression, Object result, Map<String, JsonValue> scope) {
    CelCall call = expression.call();
    if (!call.function().equals("_?_:_")) {
      return copied(expression, result, scope);
    }
    Boolean held = conditions.held(call.args().getFirst().id(), scope);
    return held == null ? result : restored(call.args().get(held ? 1 : 2), result, scope);
  }

  private List<Object> listed(
      List<?> results, List<CelExpr> elements, Map<String, JsonValue> scope) {
    List<Object> restored = new ArrayList<>(results.size());
    for (int i = 0; i < results.size(); i++) {
      restored.add(restored(elements.get(i), results.get(i), scope));
    }
    return restored;
  }

  private Map<Object, Object> mapped(Map<?, ?> results, CelMap map, Map<String, JsonValue> scope) {
    Map<Object, Object> restored = new LinkedHashMap<>(results);
    for (CelMap.Entry entry : map.entries()) {
      CelExpr key = entry.key();
      boolean named =
          key.getKind() == Kind.CONSTANT && restored.containsKey(Constants.value(key.constant()));
      if (named) {
        restored.compute(
            Constants.value(key.constant()),
            (name, result) -> restored(entry.value(), result, scope));
      }
    }
    return restored;
  }

  /**
   * What {@code map()} and {@code filter()} gather. Of the items that {@code filter()} left the
   * next one that looks the same is meant: it treats those that look the same alike.
   */
  private List<Object> gathered(
      List<?> results, CelComprehension each, Map<String, JsonValue> scope) {
    CelExpr made = Gathering.item(each);
    if (made == null || !(find(each.iterRange(), scope) instanceof JsonArray items)) {
      return new ArrayList<>(results);
    }
    boolean all = results.size() == items.size();
    List<Object> restored = new ArrayList<>(results.size());
    int next = 0;
    for (Object result : results) {
      boolean itself = isIterated(made, each);
      while (!all && itself && next < items.size() && !items.get(next).equals(result)) {
        next++;
      }
      boolean known = next < items.size() && (all || itself);
      restored.add(
          known
              ? restored(made, result, with(scope, each.iterVar(), items.items().get(next)))
              : result);
      next++;
    }
    return restored;
  }

  private static boolean isIterated(CelExpr made, CelComprehension each) {
    return made.getKind() == Kind.IDENT && made.ident().name().equals(each.iterVar());
  }

  private static Map<String, JsonValue> with(
      Map<String, JsonValue> scope, String variable, JsonValue item) {
    Map<String, JsonValue> inner = new HashMap<>(scope);
    inner.put(variable, item);
    return inner;
  }

  /** What stands where a chain of names and written indices leads to; null for anything else. */
  private static @Nullable JsonValue find(CelExpr expression, Map<String, JsonValue> scope) {
    return switch (expression.getKind()) {
      case IDENT -> scope.get(expression.ident().name());
      case SELECT ->
          expression.select().testOnly()
              ? null
              : at(find(expression.select().operand(), scope), expression.select().field());
      case CALL -> {
        List<CelExpr> arguments = expression.call().args();
        boolean index =
            expression.call().function().equals("_[_]")
                && arguments.get(1).getKind() == Kind.CONSTANT;
        yield index
            ? at(find(arguments.getFirst(), scope), Constants.value(arguments.get(1).constant()))
            : null;
      }
      default -> null;
    };
  }

  private static @Nullable JsonValue at(@Nullable JsonValue holder, Object index) {
    return switch (holder) {
      case JsonObject object when index instanceof String name -> object.member(name);
      case JsonArray array when index instanceof Long at && at >= 0 && at < array.size() ->
          array.items().get(at.intValue());
      case null, default -> null;
    };
  }
}
