package dev.sluice.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds in an expression what fails on every record that gets there: a literal that its function
 * does not take, and what has no variable in it and fails. What is tried is tried by the runtime.
 */
final class Literals {
  private static final Set<String> CONVERSIONS = Set.of("timestamp", "duration");

  /** What may keep the rest of an expression from being evaluated. */
  private static final Set<String> CONDITIONAL = Set.of("_&&_", "_||_", "_?_:_");

  private final CelAbstractSyntaxTree tree;
  private final CelRuntime runtime;
  private final Source source;

  Literals(CelAbstractSyntaxTree tree, CelRuntime runtime, Source source) {
    this.tree = tree;
    this.runtime = runtime;
    this.source = source;
  }

  void check() throws ExpressionException {
    for (CelNavigableExpr node : CelNavigableAst.fromAst(tree).getRoot().allNodes().toList()) {
      if (node.expr().getKind() == Kind.CALL) {
        check(node.expr().call());
      }
    }
    checkClosed(tree.getExpr());
  }

  private void check(CelCall call) throws ExpressionException {
    CelExpr last = call.args().isEmpty() ? null : call.args().getLast();
    if (last == null || !isText(last)) {
      return;
    }
    if (CONVERSIONS.contains(call.function()) && call.args().size() == 1) {
      tried(
          call.function(), last, CelExpr.ofCall(0, Optional.empty(), call.function(), args(last)));
    } else if (call.function().equals("matches")) {
      CelExpr text = CelExpr.ofConstant(0, CelConstant.ofValue(""));
      tried("matches", last, CelExpr.ofCall(0, Optional.of(text), "matches", args(last)));
    } else if (call.function().startsWith("get") && call.target().isPresent()) {
      CelExpr zero = CelExpr.ofConstant(0, CelConstant.ofValue(0));
      CelExpr epoch = CelExpr.ofCall(0, Optional.empty(), "timestamp", args(zero));
      tried(
          call.function(),
          last,
          CelExpr.ofCall(0, Optional.of(epoch), call.function(), args(last)));
    }
  }

  private static boolean isText(CelExpr expression) {
    return expression.getKind() == Kind.CONSTANT
        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }

  private static ImmutableList<CelExpr> args(CelExpr argument) {
    return ImmutableList.of(argument);
  }

  private void tried(String function, CelExpr literal, CelExpr call) throws ExpressionException {
    if (failure(call) != null) {
      throw new ExpressionException(
          function
              + " does not take "
              + source.quoted(literal.constant().stringValue())
              + ", and would fail on every record",
          mend(function));
    }
  }

  private static @Nullable String mend(String function) {
    return switch (function) {
      case "timestamp" -> "Write a time such as \"" + Instant.EPOCH + "\"";
      case "duration" -> "Write a duration in h, m, s, ms, us or ns, such as \"24h\" or \"1m30s\"";
      case "matches" -> "Write an RE2 expression";
      default -> "Write a time zone such as \"Europe/Berlin\" or \"+02:00\"";
    };
  }

  /** Whatever is evaluated on every record and has no variable in it. */
  private void checkClosed(CelExpr expression) throws ExpressionException {
    if (expression.getKind() != Kind.CALL || CONDITIONAL.contains(expression.call().function())) {
      return;
    }
    if (isClosed(expression)) {
      CelEvaluationException failure = failure(expression);
      if (failure != null) {
        throw new ExpressionException(
            "it fails on every record: " + Failure.of(source, failure).what(), null);
      }
      return;
    }
    if (expression.call().target().isPresent()) {
      checkClosed(expression.call().target().get());
    }
    for (CelExpr argument : expression.call().args()) {
      checkClosed(argument);
    }
  }

  private static boolean isClosed(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> true;
      case CALL ->
          expression.call().target().map(Literals::isClosed).orElse(true)
              && expression.call().args().stream().allMatch(Literals::isClosed);
      case LIST -> expression.list().elements().stream().allMatch(Literals::isClosed);
      default -> false;
    };
  }

  private @Nullable CelEvaluationException failure(CelExpr expression) {
    try {
      runtime
          .createProgram(
              CelAbstractSyntaxTree.newCheckedAst(
                  expression, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap()))
          .eval();
      return null;
    } catch (CelEvaluationException e) {
      return e;
    }
  }
}
