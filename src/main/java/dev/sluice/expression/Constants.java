package dev.sluice.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.values.NullValue;

/** The values of literals. */
final class Constants {
  private Constants() {}

  static Object value(CelConstant constant) {
    return switch (constant.getKind()) {
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> constant.int64Value();
      case UINT64_VALUE -> constant.uint64Value();
      case DOUBLE_VALUE -> constant.doubleValue();
      case STRING_VALUE -> constant.stringValue();
      case BYTES_VALUE -> constant.bytesValue();
      case NULL_VALUE -> NullValue.NULL_VALUE;
      case DURATION_VALUE, TIMESTAMP_VALUE, NOT_SET ->
          throw new IllegalStateException("no literal: " + constant.getKind());
    };
  }
}
