package dev.sluice.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what {@code map()} and {@code filter()} make in one list. CEL has them make a longer list
 * of a shorter one at each step, and the runtime copies it each time: a hundred thousand items take
 * minutes so.
 */
final class Gathering {
  private static final String BEGIN = "@gather";
  private static final String ADD = "@gathered";
  private static final String END = "@gathered_list";

  private final LongSupplier ids;

  /**
   * A rewriting.
   *
   * @param ids gives numbers that no expression of the tree has
   */
  Gathering(LongSupplier ids) {
    this.ids = ids;
  }

  /** What is gathered so far: no list to the runtime, which would copy it. */
  private static final class Gathered {
    private final List<Object> items = new ArrayList<>();

    Gathered with(Object item) {
      items.add(item);
      return this;
    }
  }

  /** Gives a runtime what the rewritten expressions call. */
  static void bind(CelRuntimeBuilder runtime) {
    bind(runtime, BEGIN, CelFunctionBinding.from(BEGIN, List.of(), arguments -> new Gathered()));
    bind(runtime, ADD, CelFunctionBinding.from(ADD, Gathered.class, Object.class, Gathered::with));
    bind(
        runtime,
        END,
        CelFunctionBinding.from(END, Gathered.class, gathered -> List.copyOf(gathered.items)));
  }

  private static void bind(CelRuntimeBuilder runtime, String name, CelFunctionBinding binding) {
    runtime.addFunctionBindings(CelFunctionBinding.fromOverloads(name, binding));
  }

  /** A comprehension that gathers items, rewritten; any other one as it is. */
  CelExpr rewritten(CelExpr expression) {
    CelComprehension each = expression.comprehension();
    boolean gathers =
        each.accuInit().getKind() == Kind.LIST
            && each.accuInit().list().elements().isEmpty()
            && isAccumulator(each.result(), each);
    Optional<CelExpr> step = gathers ? step(each.loopStep(), each) : Optional.empty();
    return step.isEmpty()
        ? expression
        : CelExpr.ofComprehension(
            expression.id(),
            each.iterVar(),
            each.iterVar2(),
            each.iterRange(),
            each.accuVar(),
            call(BEGIN),
            each.loopCondition(),
            step.get(),
            call(END, each.result()));
  }

  /** What is gathered of each item, or null where nothing is. */
  static @Nullable CelExpr item(CelComprehension each) {
    CelExpr step = each.loopStep();
    if (step.getKind() == Kind.CALL && step.call().function().equals("_?_:_")) {
      step = step.call().args().get(1);
    }
    return step.getKind() == Kind.CALL && isAdding(step.call(), each)
        ? step.call().args().get(1).list().elements().getFirst()
        : null;
  }

  private Optional<CelExpr> step(CelExpr step, CelComprehension each) {
    if (step.getKind() != Kind.CALL) {
      return Optional.empty();
    }
    CelCall call = step.call();
    return switch (call.function()) {
      case "_+_" -> added(call, each);
      case "_?_:_" ->
          isAccumulator(call.args().get(2), each)
              ? step(call.args().get(1), each)
                  .map(inner ->
                      CelExpr.ofCall(
                          step.id(),
                          Optional.empty(),
                          call.function(),
                          ImmutableList.of(call.args().getFirst(), inner, call.args().get(2))))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<CelExpr> added(CelCall call, CelComprehension each) {
    return isAdding(call, each)
        ? Optional.of(
            call(ADD, call.args().getFirst(), call.args().get(1).list().elements().getFirst()))
        : Optional.empty();
  }

  private static boolean isAdding(CelCall call, CelComprehension each) {
    return call.function().equals("_+_")
        && isAccumulator(call.args().getFirst(), each)
        && call.args().get(1).getKind() == Kind.LIST
        && call.args().get(1).list().elements().size() == 1
        && call.args().get(1).list().optionalIndices().isEmpty();
  }

  private static boolean isAccumulator(CelExpr expression, CelComprehension each) {
    return expression.getKind() == Kind.IDENT && expression.ident().name().equals(each.accuVar());
  }

  private CelExpr call(String function, CelExpr... arguments) {
    return CelExpr.ofCall(
        ids.getAsLong(), Optional.empty(), function, ImmutableList.copyOf(arguments));
  }
}
