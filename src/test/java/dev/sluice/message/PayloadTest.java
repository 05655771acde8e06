package dev.sluice.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final byte[] BYTES = "17".getBytes(UTF_8);

  private final List<String> asked = new ArrayList<>();

  private Object decode(byte[] bytes) {
    asked.add("decoded");
    return Integer.valueOf(new String(bytes, UTF_8));
  }

  private Object outline(byte[] bytes) {
    asked.add("outlined");
    return bytes.length;
  }

  private byte[] encode() {
    asked.add("encoded");
    return BYTES;
  }

  @Test
  void whatCameIsLookedAtOnceAndDecodedOnce() {
    Payload payload = new Payload(BYTES);
    assertThat(payload.outlined(this::outline)).isEqualTo(2);
    assertThat(payload.outlined(this::outline)).isEqualTo(2);
    assertThat(payload.decoded(this::decode)).isEqualTo(17);
    assertThat(payload.decoded(this::decode)).isEqualTo(17);
    assertThat(payload.outlined(this::outline)).as("the decoded form is better").isNull();
    assertThat(payload.bytes()).isSameAs(BYTES);
    assertThat(asked).containsExactly("outlined", "decoded");
  }

  @Test
  void whatWasMadeIsEncodedOnceAndNeverDecoded() {
    Payload payload = new Payload(17, this::encode);
    assertThat(payload.outlined(this::outline)).isNull();
    assertThat(payload.decoded(this::decode)).isEqualTo(17);
    assertThat(asked).isEmpty();
    assertThat(payload.bytes()).isSameAs(BYTES);
    assertThat(payload.bytes()).isSameAs(BYTES);
    assertThat(payload.decoded(this::decode)).isEqualTo(17);
    assertThat(payload.outlined(this::outline)).isNull();
    assertThat(asked).containsExactly("encoded");
  }

  @Test
  void whatIsSettledKeepsItsBytesAlone() {
    Payload payload = new Payload(17, this::encode);
    assertThat(payload.settle()).isSameAs(BYTES);
    assertThat(payload.settle()).isSameAs(BYTES);
    assertThat(payload.outlined(this::outline)).isEqualTo(2);
    assertThat(payload.decoded(this::decode)).isEqualTo(17);
    assertThat(asked).containsExactly("encoded", "outlined", "decoded");
  }

  @Test
  void whatCannotBeDecodedIsTriedAgain() {
    Payload payload = new Payload(BYTES);
    assertThat(payload.outlined(this::outline)).isEqualTo(2);
    assertThatThrownBy(() -> payload.decoded(bytes -> Integer.valueOf("x")))
        .isInstanceOf(NumberFormatException.class);
    assertThat(payload.decoded(this::decode)).isEqualTo(17);
  }
}
