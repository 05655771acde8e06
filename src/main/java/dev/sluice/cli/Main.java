package dev.sluice.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * Where the process begins. What Kafka's clients make by the names that connections give them is
 * kept in the native image here.
 */
@RegisterForReflection(
    classNames = {
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
      "org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever",
      "org.apache.kafka.common.security.oauthbearer.ClientJwtValidator",
      "dev.sluice.stages.kafka.SlotAssignor"
    })
@QuarkusMain
public final class Main implements QuarkusApplication {
  /** A signal that comes while the application starts is not lost. */
  public static void main(String... arguments) {
    Signals.endAtOnce();
    Quarkus.run(Main.class, arguments);
  }

  @Override
  public int run(String... arguments) {
    Signals.asBefore();
    CodecLibraries.take(System.getenv());
    return new Cli(writer(System.out), writer(System.err), System.getenv(), Clock.systemUTC(), true)
        .run(arguments);
  }

  /** It asks the stream itself whether something was lost: a writer between them would not know. */
  static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
