package dev.sluice.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a cluster does not answer: Kafka's clients say only that time ran out. */
final class Reachability {
  private static final int PATIENCE_MS = 2_000;

  private final KafkaConnection connection;

  Reachability(KafkaConnection connection) {
    this.connection = connection;
  }

  /** Tries each address once; says what each answered, or repeats the client's words. */
  String explain(@Nullable String clientMessage) {
    String answers = refusals();
    return answers == null ? "connections are accepted, but: " + clientMessage : answers;
  }

  /** Tries each address once; says what each answered, or null where one accepts a connection. */
  @Nullable String refusals() {
    List<String> answers = new ArrayList<>();
    for (String server : connection.servers()) {
      String answer = attempt(server);
      if (answer == null) {
        return null;
      }
      answers.add(server + " " + answer);
    }
    return String.join(", ", answers);
  }

  private static @Nullable String attempt(String server) {
    int colon = server.lastIndexOf(':');
    String host = server.substring(0, colon);
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.getByName(host);
      socket.connect(
          new InetSocketAddress(address, Integer.parseInt(server.substring(colon + 1))),
          PATIENCE_MS);
      return null;
    } catch (UnknownHostException e) {
      return "is an unknown host";
    } catch (IOException e) {
      return "does not answer (" + e.getMessage() + ")";
    }
  }
}
