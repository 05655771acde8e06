package dev.sluice.expression;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import dev.cel.runtime.standard.CelStandardOverload;
import dev.cel.runtime.standard.DivideOperator.DivideOverload;
import dev.cel.runtime.standard.MultiplyOperator.MultiplyOverload;
import dev.cel.runtime.standard.SubtractOperator.SubtractOverload;
import dev.sluice.expression.Numbers.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The operators that are not the runtime's own. Its comparisons take the two zeros for different
 * numbers where one is an integer, and order texts as UTF-16 has them. Its arithmetic refuses an
 * integer beside a floating point number, and which of the two a number in JSON is depends on how
 * it happens to be written: here they mix, as floating point.
 */
final class Operators {
  private static final CelStandardFunctions OTHERS =
      CelStandardFunctions.newBuilder()
          .excludeFunctions(
              StandardFunction.EQUALS,
              StandardFunction.NOT_EQUALS,
              StandardFunction.IN,
              StandardFunction.LESS,
              StandardFunction.LESS_EQUALS,
              StandardFunction.GREATER,
              StandardFunction.GREATER_EQUALS,
              StandardFunction.ADD,
              StandardFunction.SUBTRACT,
              StandardFunction.MULTIPLY,
              StandardFunction.DIVIDE)
          .build();

  private final CelOptions options;

  private Operators(CelOptions options) {
    this.options = options;
  }

  /** Declares what the compiler does not know by itself. */
  static void declare(CelCompilerBuilder compiler) {
    for (Mixed each : Mixed.values()) {
      compiler.addFunctionDeclarations(
          CelFunctionDecl.newFunctionDeclaration(
              each.function,
              overload(each.intFirst(), SimpleType.INT, SimpleType.DOUBLE),
              overload(each.doubleFirst(), SimpleType.DOUBLE, SimpleType.INT)));
    }
  }

  private static CelOverloadDecl overload(String id, CelType left, CelType right) {
    return CelOverloadDecl.newGlobalOverload(id, SimpleType.DOUBLE, left, right);
  }

  /** Gives a runtime all operators and functions. */
  static void bind(CelRuntimeBuilder runtime, CelOptions options) {
    Operators operators = new Operators(options);
    runtime.setStandardFunctions(OTHERS);
    operators.equality(runtime);
    for (Relation relation : Relation.values()) {
      operators.order(runtime, relation);
    }
    operators.arithmetic(runtime, Mixed.ADD, AddOverload.values());
    operators.arithmetic(runtime, Mixed.SUBTRACT, SubtractOverload.values());
    operators.arithmetic(runtime, Mixed.MULTIPLY, MultiplyOverload.values());
    operators.arithmetic(runtime, Mixed.DIVIDE, DivideOverload.values());
  }

  private void equality(CelRuntimeBuilder runtime) {
    runtime.addFunctionBindings(
        CelFunctionBinding.fromOverloads(
            "_==_",
            CelFunctionBinding.from("equals", Object.class, Object.class, Equality::holds)));
    runtime.addFunctionBindings(
        CelFunctionBinding.fromOverloads(
            "_!=_",
            CelFunctionBinding.from(
                "not_equals",
                Object.class,
                Object.class,
                (one, other) -> !Equality.holds(one, other))));
    runtime.addFunctionBindings(
        CelFunctionBinding.fromOverloads(
            "@in",
            CelFunctionBinding.from("in_list", Object.class, List.class, Equality::isIn),
            CelFunctionBinding.from(
                "in_map",
                Object.class,
                Map.class,
                (key, map) -> Equality.find((Map<?, ?>) map, key) != null)));
  }

  private void order(CelRuntimeBuilder runtime, Relation relation) {
    String id = relation.id();
    Set<CelFunctionBinding> bindings = new LinkedHashSet<>();
    List<Class<? extends Number>> numbers = List.of(Long.class, UnsignedLong.class, Double.class);
    for (Class<? extends Number> left : numbers) {
      for (Class<? extends Number> right : numbers) {
        String types = word(left) + (left == right ? "" : "_" + word(right));
        bindings.add(
            CelFunctionBinding.from(
                id + "_" + types,
                left,
                right,
                (one, other) -> relation.holds(Numbers.compare(one, other))));
      }
    }
    bindings.add(ordered(relation, "bool", Boolean.class));
    bindings.add(ordered(relation, "timestamp", Instant.class));
    bindings.add(ordered(relation, "duration", Duration.class));
    bindings.add(
        CelFunctionBinding.from(
            id + "_string",
            String.class,
            String.class,
            (one, other) -> relation.holds(Order.of(CodePoints.compare(one, other)))));
    bindings.add(
        CelFunctionBinding.from(
            id + "_bytes",
            CelByteString.class,
            CelByteString.class,
            (one, other) ->
                relation.holds(
                    Order.of(Arrays.compareUnsigned(one.toByteArray(), other.toByteArray())))));
    runtime.addFunctionBindings(CelFunctionBinding.fromOverloads(relation.function, bindings));
  }

  private static <T extends Comparable<T>> CelFunctionBinding ordered(
      Relation relation, String word, Class<T> type) {
    return CelFunctionBinding.from(
        relation.id() + "_" + word,
        type,
        type,
        (one, other) -> relation.holds(Order.of(one.compareTo(other))));
  }

  private static String word(Class<? extends Number> type) {
    return type == Long.class ? "int64" : type == Double.class ? "double" : "uint64";
  }

  private void arithmetic(CelRuntimeBuilder runtime, Mixed mixed, CelStandardOverload[] standard) {
    ImmutableSet.Builder<CelFunctionBinding> bindings = ImmutableSet.builder();
    RuntimeEquality unused = RuntimeEquality.create(RuntimeHelpers.create(), options);
    for (CelStandardOverload each : standard) {
      bindings.add(each.newFunctionBinding(options, unused));
    }
    bindings.add(
        CelFunctionBinding.from(mixed.intFirst(), Long.class, Double.class, mixed::of),
        CelFunctionBinding.from(mixed.doubleFirst(), Double.class, Long.class, mixed::of));
    runtime.addFunctionBindings(CelFunctionBinding.fromOverloads(mixed.function, bindings.build()));
  }

  /** The operators of order. */
  private enum Relation {
    LESS("_<_"),
    LESS_EQUALS("_<=_"),
    GREATER("_>_"),
    GREATER_EQUALS("_>=_");

    private final String function;

    Relation(String function) {
      this.function = function;
    }

    private String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean holds(Order order) {
      return switch (this) {
        case LESS -> order == Order.LESS;
        case LESS_EQUALS -> order == Order.LESS || order == Order.EQUAL;
        case GREATER -> order == Order.MORE;
        case GREATER_EQUALS -> order == Order.MORE || order == Order.EQUAL;
      };
    }
  }

  /** Arithmetic of an integer and a floating point number. */
  private enum Mixed {
    ADD("_+_"),
    SUBTRACT("_-_"),
    MULTIPLY("_*_"),
    DIVIDE("_/_");

    private final String function;

    Mixed(String function) {
      this.function = function;
    }

    private String intFirst() {
      return name().toLowerCase(Locale.ROOT) + "_int64_double";
    }

    private String doubleFirst() {
      return name().toLowerCase(Locale.ROOT) + "_double_int64";
    }

    private double of(Number left, Number right) {
      double one = left.doubleValue();
      double other = right.doubleValue();
      return switch (this) {
        case ADD -> one + other;
        case SUBTRACT -> one - other;
        case MULTIPLY -> one * other;
        case DIVIDE -> one / other;
      };
    }
  }
}
