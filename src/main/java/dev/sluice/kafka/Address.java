package dev.sluice.kafka;

/**
 * A broker's.
 *
 * @param host a name, or an IP address without brackets
 */
public record Address(String host, int port) {
  /** Of {@code host:port}, with brackets around an IPv6 address. */
  static Address of(String server) {
    int colon = server.lastIndexOf(':');
    String host = server.substring(0, colon);
    return new Address(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(server.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
