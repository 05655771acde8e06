package dev.sluice.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.sluice.value.FieldPath;
import dev.sluice.value.FieldScan;
import dev.sluice.value.FieldScan.Glance;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.Outline;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The short way of conditions that compare fields with constants: it looks at a value's bytes, and
 * needs neither the decoded value nor the runtime. It may always say that it does not know, and
 * does so wherever CEL's rules are not plain: then the runtime is asked, which has the last word
 * and all the errors. {@code DifferentialTest} holds it against that.
 */
sealed interface FieldCondition {
  /** What is known of a value. */
  enum Verdict {
    TRUE,
    FALSE,
    UNKNOWN;

    static Verdict of(boolean holds) {
      return holds ? TRUE : FALSE;
    }

    Verdict not() {
      return switch (this) {
        case TRUE -> FALSE;
        case FALSE -> TRUE;
        case UNKNOWN -> UNKNOWN;
      };
    }
  }

  /** Of a value. */
  Verdict of(Outline value);

  /** Of an expression that was type-checked. */
  static FieldCondition of(CelExpr expression) {
    FieldPath asked = FieldVariables.asked(expression);
    if (asked != null) {
      return new Has(FieldScan.of(asked));
    }
    return expression.getKind() == ExprKind.Kind.CALL ? call(expression.call()) : Other.OTHER;
  }

  private static FieldCondition call(CelCall call) {
    List<CelExpr> arguments = call.args();
    return switch (call.function()) {
      case "_&&_" -> new Both(of(arguments.getFirst()), of(arguments.getLast()));
      case "_||_" -> new Either(of(arguments.getFirst()), of(arguments.getLast()));
      case "!_" -> new Not(of(arguments.getFirst()));
      case "_==_" -> compare(arguments, Comparison.EQUAL);
      case "_!=_" -> new Not(compare(arguments, Comparison.EQUAL));
      case "_<_" -> compare(arguments, Comparison.LESS);
      case "_<=_" -> compare(arguments, Comparison.AT_MOST);
      case "_>_" -> compare(arguments, Comparison.MORE);
      case "_>=_" -> compare(arguments, Comparison.AT_LEAST);
      default -> Other.OTHER;
    };
  }

  private static FieldCondition compare(List<CelExpr> sides, Comparison comparison) {
    FieldPath field = FieldVariables.named(sides.getFirst());
    CelExpr other = sides.getLast();
    if (field == null || other.getKind() != ExprKind.Kind.CONSTANT) {
      return Other.OTHER;
    }
    FieldScan scan = FieldScan.of(field);
    CelConstant constant = other.constant();
    return switch (constant.getKind()) {
      case STRING_VALUE ->
          comparison == Comparison.EQUAL ? says(scan, constant.stringValue()) : Other.OTHER;
      case INT64_VALUE -> new WithNumber(scan, comparison, constant.int64Value());
      case DOUBLE_VALUE -> new WithNumber(scan, comparison, constant.doubleValue());
      default -> Other.OTHER;
    };
  }

  /** Half a surrogate pair has no bytes to compare. */
  private static FieldCondition says(FieldScan field, String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        ? new Says(field, text, text.getBytes(StandardCharsets.UTF_8))
        : Other.OTHER;
  }

  /** How numbers are compared. */
  enum Comparison {
    EQUAL,
    LESS,
    AT_MOST,
    MORE,
    AT_LEAST;

    /** There is no NaN in JSON, and the two zeros are equal. */
    Verdict of(double left, double right) {
      return Verdict.of(
          switch (this) {
            case EQUAL -> left == right;
            case LESS -> left < right;
            case AT_MOST -> left <= right;
            case MORE -> left > right;
            case AT_LEAST -> left >= right;
          });
    }

    Verdict of(long left, long right) {
      return of((double) Long.compare(left, right), 0);
    }
  }

  /** Anything else. */
  enum Other implements FieldCondition {
    OTHER;

    @Override
    public Verdict of(Outline value) {
      return Verdict.UNKNOWN;
    }
  }

  /** {@code &&}; what stands on the right counts only once the left is known. */
  record Both(FieldCondition left, FieldCondition right) implements FieldCondition {
    @Override
    public Verdict of(Outline value) {
      Verdict first = left.of(value);
      return first == Verdict.TRUE ? right.of(value) : first;
    }
  }

  /** {@code ||}, likewise. */
  record Either(FieldCondition left, FieldCondition right) implements FieldCondition {
    @Override
    public Verdict of(Outline value) {
      Verdict first = left.of(value);
      return first == Verdict.FALSE ? right.of(value) : first;
    }
  }

  /** {@code !}. */
  record Not(FieldCondition condition) implements FieldCondition {
    @Override
    public Verdict of(Outline value) {
      return condition.of(value).not();
    }
  }

  /** {@code has()}. */
  record Has(FieldScan field) implements FieldCondition {
    @Override
    public Verdict of(Outline value) {
      return switch (field.in(value)) {
        case Glance.Found _ -> Verdict.TRUE;
        case Glance.Other other ->
            switch (other) {
              case NESTED -> Verdict.TRUE;
              case MISSING -> Verdict.FALSE;
              case UNSURE -> Verdict.UNKNOWN;
            };
      };
    }
  }

  /** Equal to a text; what is no text the runtime compares. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Says(FieldScan field, String text, byte[] utf8) implements FieldCondition {
    @Override
    public Verdict of(Outline value) {
      return field.in(value) instanceof Glance.Found(JsonScalar scalar) && scalar.isText()
          ? Verdict.of(scalar.says(text, utf8))
          : Verdict.UNKNOWN;
    }
  }

  /** Compared with a number; across integers and floating point where that loses nothing. */
  record WithNumber(FieldScan field, Comparison comparison, Number number)
      implements FieldCondition {
    @Override
    public Verdict of(Outline value) {
      return field.in(value) instanceof Glance.Found(JsonScalar scalar)
              && scalar.seen() instanceof Number found
          ? compared(found)
          : Verdict.UNKNOWN;
    }

    private Verdict compared(Number found) {
      if (found instanceof Long left && number instanceof Long right) {
        return comparison.of(left.longValue(), right.longValue());
      }
      return isExact(found) && isExact(number)
          ? comparison.of(found.doubleValue(), number.doubleValue())
          : Verdict.UNKNOWN;
    }

    /** Whether floating point has just this number. */
    private static boolean isExact(Number number) {
      return number instanceof Double || Math.abs(number.longValue()) <= 1L << 53;
    }
  }
}
