package dev.sluice.kafka;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** The first words of Kafka's protocol, said by hand: whether somebody understands them. */
final class Greeting {
  private static final int LARGEST_ANSWER = 100 << 20;
  private static final int CORRELATION = 1;
  private static final short OLDEST = 0;
  private static final short METADATA_OF_NO_TOPIC = 4;

  private Greeting() {}

  /** An answer, and not Kafka's. */
  static final class OtherProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    OtherProtocolException() {
      super("it answers something else");
    }
  }

  /** Asks which versions are spoken: a broker answers before any login. */
  static void say(Socket socket) throws IOException {
    ask(socket, new ApiVersionsRequest.Builder().build(OLDEST), ApiKeys.API_VERSIONS, OLDEST);
  }

  /** Asks for the brokers: one that wants a login first ends the connection. */
  static void askWithoutLogin(Socket socket) throws IOException {
    ask(
        socket,
        new MetadataRequest.Builder(List.of(), false).build(METADATA_OF_NO_TOPIC),
        ApiKeys.METADATA,
        METADATA_OF_NO_TOPIC);
  }

  private static void ask(Socket socket, AbstractRequest request, ApiKeys key, short version)
      throws IOException {
    ByteBuffer bytes =
        request.serializeWithHeader(new RequestHeader(key, version, "sluice-check", CORRELATION));
    ByteBuffer sized = ByteBuffer.allocate(Integer.BYTES + bytes.remaining());
    sized.putInt(bytes.remaining()).put(bytes);
    socket.getOutputStream().write(sized.array());
    socket.getOutputStream().flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int size;
    try {
      size = in.readInt();
    } catch (EOFException e) {
      throw new IOException("it ends the connection", e);
    }
    if (size < Integer.BYTES || size > LARGEST_ANSWER || in.readInt() != CORRELATION) {
      throw new OtherProtocolException();
    }
    in.skipNBytes((long) size - Integer.BYTES);
  }
}
