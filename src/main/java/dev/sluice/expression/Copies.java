package dev.sluice.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expression's {@link Digits}: which way its conditions went on a message is asked again. */
final class Copies {
  private final CelExpr expression;

  /** What the expression names, where it is nothing but a field's name. */
  private final @Nullable FieldPath alone;

  /** The conditions of {@code ?:}, by their number in the tree. */
  private final Map<Long, CelRuntime.Program> conditions = new HashMap<>();

  /** Of a tree that compiles. */
  Copies(CelAbstractSyntaxTree tree, CelRuntime runtime) throws CelEvaluationException {
    this.expression = tree.getExpr();
    this.alone = FieldReads.alone(tree);
    for (CelNavigableExpr node : CelNavigableAst.fromAst(tree).getRoot().allNodes().toList()) {
      CelExpr each = node.expr();
      if (each.getKind() == CelExpr.ExprKind.Kind.CALL && each.call().function().equals("_?_:_")) {
        CelExpr condition = each.call().args().getFirst();
        conditions.put(
            condition.id(),
            runtime.createProgram(
                CelAbstractSyntaxTree.newCheckedAst(
                    condition, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap())));
      }
    }
  }

  /** A result of the expression on a message, with the digits of what it only copies. */
  Object restored(Message message, Object result) {
    Payload payload = message.value();
    if (payload == null || (alone == null && !Digits.mayBeLost(result))) {
      return result;
    }
    JsonObject value = (JsonObject) payload.decoded(JsonObjects::decode);
    if (alone != null) {
      JsonValue found = alone.find(value);
      return found == null ? result : found;
    }
    MessageVariables variables = new MessageVariables(message, Map.of());
    Digits digits =
        new Digits((condition, scope) -> {
          CelRuntime.Program program = conditions.get(condition);
          try {
            return program != null
                    && program.eval(name -> find(name, scope, variables)) instanceof Boolean held
                ? held
                : null;
          } catch (CelEvaluationException e) {
            return null; // it has held or not before; then nothing is given back
          }
        });
    return digits.restored(expression, result, value);
  }

  private static Optional<Object> find(
      String name, Map<String, JsonValue> scope, MessageVariables variables) {
    JsonValue item = scope.get(name);
    return item == null ? variables.find(name) : Optional.of(item.seen());
  }
}
