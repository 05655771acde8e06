package dev.sluice.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of the value that an expression names: the longest chains that begin with it. */
final class FieldReads {
  private static final String ITEM = "[]";

  private final CelAbstractSyntaxTree tree;
  private final List<FieldRead> reads = new ArrayList<>();

  private FieldReads(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  static List<FieldRead> of(CelAbstractSyntaxTree tree) {
    FieldReads reads = new FieldReads(tree);
    reads.visit(CelNavigableAst.fromAst(tree).getRoot());
    return List.copyOf(reads.reads);
  }

  private void visit(CelNavigableExpr node) {
    List<String> path = path(node.expr());
    if (path != null && !path.isEmpty()) {
      Integer place = tree.getSource().getPositionsMap().get(node.expr().id());
      reads.add(new FieldRead(path, place == null ? 0 : place + 1));
      return;
    }
    node.children().forEach(this::visit);
  }

  /** From the value inwards, or null where the expression is no such chain. */
  private static @Nullable List<String> path(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> expression.ident().name().equals("value") ? List.of() : null;
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

  private static String item(CelExpr index) {
    return index.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && index.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? index.constant().stringValue()
        : ITEM;
  }

  private static @Nullable List<String> with(@Nullable List<String> path, String name) {
    if (path == null) {
      return null;
    }
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }
}
