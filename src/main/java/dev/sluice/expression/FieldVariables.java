package dev.sluice.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelList;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.sluice.value.FieldPath;
import dev.sluice.value.FieldScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a variable of each field that an expression names, such as {@code value.customer.region}:
 * the runtime looks at all of a variable that it takes a field of, however large, and so looks at
 * the field alone. The result is the same, which {@code DifferentialTest} holds against the runtime
 * on plain maps.
 */
final class FieldVariables {
  private static final String VALUE = "value";

  /** No name in an expression begins so. */
  private static final String MARK = "@";

  private final Map<Long, CelReference> references;
  private final Map<String, FieldVariable> fields = new HashMap<>();

  private final Gathering gathering;
  private long lastId;

  private FieldVariables(CelAbstractSyntaxTree tree) {
    this.references = new HashMap<>(tree.getReferenceMap());
    this.lastId =
        CelNavigableAst.fromAst(tree)
            .getRoot()
            .allNodes()
            .mapToLong(CelNavigableExpr::id)
            .max()
            .orElse(0);
    this.gathering = new Gathering(() -> ++lastId);
  }

  /**
   * An expression in which fields are variables.
   *
   * @param fields by the variable's name
   */
  record Rewritten(CelAbstractSyntaxTree tree, Map<String, FieldVariable> fields) {}

  /**
   * A field that is a variable.
   *
   * @param asked what of the field it stands for
   */
  record FieldVariable(FieldScan field, Asked asked) {}

  /** What is asked of a field. */
  enum Asked {
    /** What it holds. */
    VALUE(""),
    /** Whether it is there: true or false. */
    PRESENCE("?"),
    /** What it holds; a number that the runtime may not see all digits of, as a text. */
    WRITTEN("=");

    private final String mark;

    Asked(String mark) {
      this.mark = mark;
    }
  }

  static Rewritten of(CelAbstractSyntaxTree tree) {
    FieldVariables variables = new FieldVariables(tree);
    CelExpr rewritten = variables.rewrite(tree.getExpr());
    return new Rewritten(
        CelAbstractSyntaxTree.newCheckedAst(
            rewritten, tree.getSource(), variables.references, tree.getTypeMap()),
        Map.copyOf(variables.fields));
  }

  private CelExpr rewrite(CelExpr expression) {
    FieldPath named = named(expression);
    if (named != null) {
      return variable(expression.id(), named, Asked.VALUE);
    }
    FieldPath asked = asked(expression);
    if (asked != null) {
      return variable(expression.id(), asked, Asked.PRESENCE);
    }
    return switch (expression.getKind()) {
      case SELECT ->
          CelExpr.ofSelect(
              expression.id(),
              rewrite(expression.select().operand()),
              expression.select().field(),
              expression.select().testOnly());
      case CALL -> call(expression.id(), expression.call());
      case LIST -> list(expression.id(), expression.list());
      case MAP -> map(expression.id(), expression.map());
      case COMPREHENSION -> comprehension(expression);
      case NOT_SET, CONSTANT, IDENT, STRUCT -> expression;
    };
  }

  /** The field of the value that is named, or null where the expression is none. */
  static @Nullable FieldPath named(CelExpr expression) {
    List<String> names = names(expression);
    return names == null || names.isEmpty() ? null : new FieldPath(names);
  }

  /**
   * The field that {@code has(value.x)} asks for, or null where the expression is none: the value
   * is an object, so that this never fails, as it does further inwards.
   */
  static @Nullable FieldPath asked(CelExpr expression) {
    boolean asks =
        expression.getKind() == ExprKind.Kind.SELECT
            && expression.select().testOnly()
            && List.of().equals(names(expression.select().operand()));
    return asks ? new FieldPath(List.of(expression.select().field())) : null;
  }

  private CelExpr variable(long id, FieldPath path, Asked asked) {
    String name = MARK + asked.mark + path;
    fields.put(name, new FieldVariable(FieldScan.of(path), asked));
    references.put(id, CelReference.newBuilder().setName(name).build());
    return CelExpr.ofIdent(id, name);
  }

  /** The fields that lead to what is named, or null where the expression is no such chain. */
  private static @Nullable List<String> names(CelExpr expression) {
    if (expression.getKind() == ExprKind.Kind.IDENT) {
      return expression.ident().name().equals(VALUE) ? List.of() : null;
    }
    if (expression.getKind() != ExprKind.Kind.SELECT || expression.select().testOnly()) {
      return null;
    }
    List<String> before = names(expression.select().operand());
    if (before == null) {
      return null;
    }
    List<String> names = new ArrayList<>(before);
    names.add(expression.select().field());
    return names;
  }

  private CelExpr call(long id, CelCall call) {
    FieldPath converted = converted(call);
    if (converted != null) {
      CelExpr field = variable(call.args().getFirst().id(), converted, Asked.WRITTEN);
      return CelExpr.ofCall(id, Optional.empty(), call.function(), ImmutableList.of(field));
    }
    Optional<CelExpr> target = call.target().map(this::rewrite);
    return CelExpr.ofCall(
        id,
        target,
        call.function(),
        ImmutableList.copyOf(call.args().stream().map(this::rewrite).toList()));
  }

  /** The field that {@code string(value.x)} makes a text of, or null where it is none. */
  private static @Nullable FieldPath converted(CelCall call) {
    boolean converts =
        call.function().equals("string") && call.target().isEmpty() && call.args().size() == 1;
    return converts ? named(call.args().getFirst()) : null;
  }

  private CelExpr list(long id, CelList list) {
    return CelExpr.ofList(
        id,
        ImmutableList.copyOf(list.elements().stream().map(this::rewrite).toList()),
        list.optionalIndices());
  }

  private CelExpr map(long id, CelMap map) {
    return CelExpr.ofMap(
        id,
        ImmutableList.copyOf(
            map.entries().stream()
                .map(entry ->
                    CelExpr.ofMapEntry(
                        entry.id(),
                        rewrite(entry.key()),
                        rewrite(entry.value()),
                        entry.optionalEntry()))
                .toList()));
  }

  /** Inside, a variable of the same name is another one. */
  private CelExpr comprehension(CelExpr expression) {
    CelComprehension each = expression.comprehension();
    CelExpr range = rewrite(each.iterRange());
    boolean hidden =
        each.iterVar().equals(VALUE)
            || each.iterVar2().equals(VALUE)
            || each.accuVar().equals(VALUE);
    return gathering.rewritten(
        CelExpr.ofComprehension(
            expression.id(),
            each.iterVar(),
            each.iterVar2(),
            range,
            each.accuVar(),
            rewrite(each.accuInit()),
            hidden ? each.loopCondition() : rewrite(each.loopCondition()),
            hidden ? each.loopStep() : rewrite(each.loopStep()),
            hidden ? each.result() : rewrite(each.result())));
  }
}
