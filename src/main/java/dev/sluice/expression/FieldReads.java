package dev.sluice.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.sluice.value.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of the value that an expression names: the longest chains that begin with it. */
final class FieldReads {
  private static final String VALUE = "value";

  private static final Set<String> CONDITIONS = Set.of("_&&_", "_||_");
  private static final String CHOICE = "_?_:_";

  private final CelAbstractSyntaxTree tree;
  private final List<FieldRead> reads = new ArrayList<>();

  private FieldReads(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  static List<FieldRead> of(CelAbstractSyntaxTree tree) {
    FieldReads reads = new FieldReads(tree);
    reads.visit(CelNavigableAst.fromAst(tree).getRoot(), Map.of(VALUE, List.of()), true);
    return List.copyOf(reads.reads);
  }

  /** The field, where an expression is nothing but its name; else null. */
  static @Nullable FieldPath alone(CelAbstractSyntaxTree tree) {
    CelExpr root = tree.getExpr();
    boolean asks = root.getKind() == CelExpr.ExprKind.Kind.SELECT && root.select().testOnly();
    List<String> names = asks ? null : path(root, Map.of(VALUE, List.of()));
    return names == null || names.isEmpty() || names.contains(FieldPath.ITEM)
        ? null
        : new FieldPath(names);
  }

  /**
   * Visits an expression.
   *
   * @param scope what variables stand for, as paths from the value inwards
   * @param certain whether it is evaluated whatever the record holds
   */
  private void visit(CelNavigableExpr node, Map<String, List<String>> scope, boolean certain) {
    CelExpr expression = node.expr();
    List<String> path = path(expression, scope);
    boolean variable = expression.getKind() == CelExpr.ExprKind.Kind.IDENT;
    if (path != null && !variable) {
      Integer place = tree.getSource().getPositionsMap().get(expression.id());
      boolean guard =
          expression.getKind() == CelExpr.ExprKind.Kind.SELECT && expression.select().testOnly();
      reads.add(new FieldRead(path, place == null ? 0 : place + 1, guard, certain));
      return;
    }
    if (expression.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION) {
      long range = expression.comprehension().iterRange().id();
      Map<String, List<String>> inner = within(expression, scope);
      node.children()
          .forEach(child -> {
            boolean over = child.id() == range;
            visit(child, over ? scope : inner, certain && over);
          });
    } else {
      node.children()
          .forEach(child -> visit(child, scope, certain && isCertain(expression, child)));
    }
  }

  private static boolean isCertain(CelExpr parent, CelNavigableExpr child) {
    if (parent.getKind() != CelExpr.ExprKind.Kind.CALL) {
      return true;
    }
    String function = parent.call().function();
    return !CONDITIONS.contains(function)
        && (!function.equals(CHOICE) || child.id() == parent.call().args().getFirst().id());
  }

  /** The variable of a comprehension is an item of what it goes over, and hides another one. */
  private static Map<String, List<String>> within(
      CelExpr expression, Map<String, List<String>> scope) {
    Map<String, List<String>> inner = new HashMap<>(scope);
    String variable = expression.comprehension().iterVar();
    List<String> items = with(path(expression.comprehension().iterRange(), scope), FieldPath.ITEM);
    if (items == null) {
      inner.remove(variable);
    } else {
      inner.put(variable, items);
    }
    return inner;
  }

  /**
   * From the value inwards, or null where the expression is no such chain. An index that is not
   * written out may be a name or a number: what lies behind it is not known.
   */
  private static @Nullable List<String> path(CelExpr expression, Map<String, List<String>> scope) {
    return switch (expression.getKind()) {
      case IDENT -> scope.get(expression.ident().name());
      case SELECT -> with(path(expression.select().operand(), scope), expression.select().field());
      case CALL -> {
        List<CelExpr> arguments = expression.call().args();
        boolean index = expression.call().function().equals("_[_]") && arguments.size() == 2;
        yield index ? with(path(arguments.getFirst(), scope), item(arguments.get(1))) : null;
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
      case INT64_VALUE, UINT64_VALUE -> FieldPath.ITEM;
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
