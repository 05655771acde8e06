package dev.sluice.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between clients and a broker on loopback, and cuts or slows what passes through. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int to;
  private volatile Duration delay = Duration.ZERO;

  /** Listens; where to is said later, because a broker advertises the proxy's port. */
  public TcpProxy() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("opening a proxy", e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Leads to a port from now on. */
  public void to(int port) {
    to = port;
  }

  /** Cuts every connection that there is. */
  public void cut() {
    sockets.forEach(TcpProxy::close);
  }

  /** Holds back each piece of data for a time, from now on. */
  public void slow(Duration eachPiece) {
    delay = eachPiece;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofPlatform().daemon().start(() -> connect(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket client) {
    sockets.add(client);
    try {
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), to);
      sockets.add(broker);
      Thread.ofPlatform().daemon().start(() -> pass(client, broker));
      pass(broker, client);
    } catch (IOException e) {
      close(client); // the broker is away
    }
  }

  private void pass(Socket from, Socket into) {
    byte[] piece = new byte[64 << 10];
    try (from;
        into;
        InputStream in = from.getInputStream();
        OutputStream out = into.getOutputStream()) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        Thread.sleep(delay);
        out.write(piece, 0, count);
      }
    } catch (IOException | InterruptedException e) {
      // cut, by somebody
    } finally {
      sockets.remove(from);
      sockets.remove(into);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed as far as it can be
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a proxy", e);
    }
    cut();
  }
}
