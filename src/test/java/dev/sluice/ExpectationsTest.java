package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A test that must fail fails: what is expected is compared by value, and shown afterwards. */
class ExpectationsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{key: null, value: {}} | {key: \"null\"} | false",
        "{key: \"null\", value: {}} | {key: null} | false",
        "{value: {}} | {key: null} | true",
        "{key: \"null\", value: {}} | {key: \"null\"} | true",
        "{value: null} | {raw: \"null\"} | false",
        "{raw: \"null\"} | {value: null} | false",
        "{value: null} | {value: null} | true",
        "{raw: \"null\"} | {raw: \"null\"} | true",
        "{value: null} | {value: \"null\"} | false",
        "{value: {a: null}} | {value: {a: \"null\"}} | false",
        "{value: {a: 1}} | {value: {a: \"1\"}} | false",
        "{value: {a: true}} | {value: {a: \"true\"}} | false",
        "{value: {a: 12345678901234567890}} | {value: {a: 12345678901234567891}} | false",
        "{value: {a: 1e400}} | {value: {a: 1e401}} | false",
        "{value: {a: 1.0}} | {value: {a: 1}} | true",
        "{value: {a: 1e20000}} | {value: {a: 10e19999}} | true",
        "{value: {}, headers: {x: null}} | {headers: {x: \"null\"}} | false",
        "{value: {}, headers: {x: \"null\"}} | {headers: {x: null}} | false",
        "{value: {}, headers: {x: \"a, b\"}} | {headers: {x: [a, b]}} | false",
        "{value: {}, headers: {x: [a, b]}} | {headers: {x: \"a, b\"}} | false",
        "{value: {}, headers: {x: [a, b]}} | {headers: {x: [a, b]}} | true",
        "{value: {}} | {headers: {x: []}} | true",
        "{raw: \"[1.0, 2]\"} | {value: [1, 2]} | true",
        "{raw: \"[1.0, 2]\"} | {value: [1, 3]} | false",
        "{raw: \"5\"} | {value: 5.0} | true",
        "{raw: \"5, 6\"} | {value: 5} | false",
        "{raw: \"x\"} | {value: x} | false",
        "{value: {}, headers: {x: \"\"}} | {headers: {x: []}} | false",
        "{value: {}, headers: {x: \"[]\"}} | {headers: {x: []}} | false",
      })
  void comparesValues(String given, String expected, boolean passes) throws IOException {
    Path file = directory.resolve("p.yaml");
    Files.writeString(
        file,
        BadFiles.SHOP
            + BadFiles.HEAD
            + """
            source: {connection: shop, topics: [a], format: raw}
            target: {connection: shop, topic: out}
            ---
            apiVersion: sluice/v1
            kind: Test
            pipeline: p
            cases: [{name: c, given: [%s], expect: {target: [%s]}}]
            """
                .formatted(given, expected));
    Command test = Command.run(Map.of(), "test", file.toString());
    assertThat(test.exit()).as(test.all()).isEqualTo(passes ? 0 : 1);
  }
}
