package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Standard output on a full disk: a gate that reads the exit code must not pass. */
class LostReportTest {
  private static final class Full extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    PrintWriter full = Main.writer(new PrintStream(new Full()));
    return new Cli(full, new PrintWriter(err), Map.of(), Clock.systemUTC(), false).run(arguments);
  }

  @Test
  void aReportThatGotLostIsNoSuccess() {
    assertThat(run("schema")).isEqualTo(3);
    assertThat(err)
        .hasToString(
            "error: standard output did not take the whole report. Is the disk full, or its reader"
                + " gone?"
                + System.lineSeparator());
  }

  @Test
  void whatWentWrongBeforeKeepsItsCode() {
    assertThat(run("validate", "not-there.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("standard output did not take the whole report");
  }
}
