package dev.sluice.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of the value that an expression names: the longest chains that begin with it. */
final class FieldReads {
  private static final String VALUE = "value";
  private static final String ITEM = "[]";

  private final CelAbstractSyntaxTree tree;
  private final List<FieldRead> reads = new ArrayList<>();

  private FieldReads(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  static List<FieldRead> of(CelAbstractSyntaxTree tree) {
    FieldReads reads = new FieldReads(tree);
    reads.visit(CelNavigableAst.fromAst(tree).getRoot(), false);
    return List.copyOf(reads.reads);
  }

  /** A variable of a comprehension that is called value is none of ours. */
  private void visit(CelNavigableExpr node, boolean shadowed) {
    CelExpr expression = node.expr();
    List<String> path = shadowed ? null : path(expression);
    if (path != null && !path.isEmpty()) {
      Integer place = tree.getSource().getPositionsMap().get(expression.id());
      boolean guard =
          expression.getKind() == CelExpr.ExprKind.Kind.SELECT && expression.select().testOnly();
      reads.add(new FieldRead(path, place == null ? 0 : place + 1, guard));
      return;
    }
    boolean binds =
        expression.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION
            && expression.comprehension().iterVar().equals(VALUE);
    node.children()
        .forEach(child ->
            visit(
                child,
                shadowed || (binds && child.id() != expression.comprehension().iterRange().id())));
  }

  /**
   * From the value inwards, or null where the expression is no such chain. An index that is not
   * written out may be a name or a number: what lies behind it is not known.
   */
  private static @Nullable List<String> path(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> expression.ident().name().equals(VALUE) ? List.of() : null;
      case SELECT -> with(path(expression.select().operand()), expression.select().field());
      case CALL -> {
        boolean index =
            expression.call().function().equals("_[_]") && expression.call().args().size() == 2;
        yield index
            ? with(path(expression.call().args().getFirst()), item(expression.call().args().get(1)))
            : null;
      }
      default -> null;
    };
  }

  private static @Nullable String item(CelExpr index) {
    if (index.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return null;
    }
    return switch (index.constant().getKind()) {
      case STRING_VALUE -> index.constant().stringValue();
      case INT64_VALUE, UINT64_VALUE -> ITEM;
      default -> null;
    };
  }

  private static @Nullable List<String> with(@Nullable List<String> path, @Nullable String name) {
    if (path == null || name == null) {
      return null;
    }
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }
}
