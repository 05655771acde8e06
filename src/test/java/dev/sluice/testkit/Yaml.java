package dev.sluice.testkit;

/** Pipeline documents for tests, in the short form. */
public final class Yaml {
  private final String servers;
  private final String name;
  private String sync = "full+incremental";
  private String source = "";
  private String filters = "";
  private String target = "";
  private String rest = "";

  private Yaml(String servers, String name) {
    this.servers = servers;
    this.name = name;
  }

  /** A pipeline on the shared broker; epochs are short. */
  public static Yaml pipeline(String name) {
    return on(TestBroker.shared().bootstrapServers(), name);
  }

  /** A pipeline on another broker. */
  public static Yaml on(String servers, String name) {
    return new Yaml(servers, name);
  }

  public Yaml sync(String mode) {
    sync = mode;
    return this;
  }

  /** Keys of the source, a line each. */
  public Yaml source(String keys) {
    source = keys;
    return this;
  }

  public Yaml where(String expression) {
    filters = "filters: [{where: '" + expression + "'}]\n";
    return this;
  }

  /** Keys of the target, a line each. */
  public Yaml target(String keys) {
    target = keys;
    return this;
  }

  /** Further keys of the pipeline. */
  public Yaml rest(String keys) {
    rest = keys + "\n";
    return this;
  }

  @Override
  public String toString() {
    return "apiVersion: sluice/v1\nkind: Pipeline\nname: "
        + name
        + "\nsync: "
        + sync
        + "\nsource:\n  connection: {kafka: {bootstrapServers: \""
        + servers
        + "\"}}\n"
        + source.indent(2)
        + filters
        + "target:\n  connection: {kafka: {bootstrapServers: \""
        + servers
        + "\"}}\n"
        + target.indent(2)
        + (rest.contains("checkpoint:") ? "" : "checkpoint: {interval: 200ms}\n")
        + rest;
  }
}
