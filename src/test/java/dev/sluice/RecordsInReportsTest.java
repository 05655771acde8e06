package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.problem.Location;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Severity;
import dev.sluice.report.Markdown;
import dev.sluice.report.SarifReport;
import dev.sluice.testkit.BadFiles;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in a record, or in a file's name, is text to every reader of reports. */
class RecordsInReportsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a` ![x](http://evil.example/x.png) @team `b",
        "``` [x](http://evil.example) ```",
        "a``b ` c",
        "`",
        "``",
        " a ",
        "| a | b `",
        "\\` @team `"
      })
  void codeEndsWhereItIsMeantTo(String text) {
    String code = Markdown.code(text);
    Matcher fence = Pattern.compile("^(`+)").matcher(code);
    assertThat(fence.find()).isTrue();
    // CommonMark: a code span ends at the next run of as many backticks
    String rest = code.substring(fence.end());
    Matcher run = Pattern.compile("`+").matcher(rest);
    int end = -1;
    while (run.find() && end < 0) {
      end = run.group().equals(fence.group(1)) ? run.end() : -1;
    }
    assertThat(end).as(code).isEqualTo(rest.length());
    assertThat(rest).contains(text.strip().replace("|", "\\|"));
  }

  @Test
  void textNeitherLinksNorMentionsNorShowsImages() {
    String text = Markdown.text("@team http://evil.example www.evil.example ![x](y) <b> a\u202eb");
    assertThat(text)
        .doesNotContain("@team", "http://", "www.evil", "![", "<b>", "\u202e")
        .contains("@<!-- -->team", "!\\[x\\]");
  }

  @Test
  void junitIsXmlWhateverIsInARecord() throws Exception {
    Path file = directory.resolve("p.yaml");
    Files.writeString(
        file,
        BadFiles.SHOP
            + BadFiles.HEAD
            + BadFiles.OK
            + """
            ---
            apiVersion: sluice/v1
            kind: Test
            pipeline: p
            cases:
              - name: fails
                given: [{key: "k\\uFFFE\\u0001\\u001b[31m\\u202e", raw: '{"a":"\\ufffe\\ud800 ]]> </failure>"}'}]
                expect: {target: [{value: {a: x}}]}
            """);
    Command test = Command.run(Map.of(), "test", "--format", "junit", file.toString());
    assertThat(test.exit()).as(test.all()).isEqualTo(1);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(test.out().getBytes(UTF_8)));
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x:y.yaml", "ü b.yaml", "a/b%c#d?.yaml", "/abs/x:y.yaml", "plain-1_2.yaml"})
  void sarifNamesFilesByReferencesThatLeadBack(String name) {
    String sarif =
        SarifReport.of(
            List.of(
                new Problem(
                    new Location(name, 1, 1), Severity.ERROR, ProblemCode.RISK, "", "m", null)),
            "1");
    Matcher uri = Pattern.compile("\"uri\" : \"([^\"]+)\"").matcher(sarif);
    assertThat(uri.find()).as(sarif).isTrue();
    assertThat(uri.group(1)).matches("[\\x21-\\x7e]+");
    URI read = URI.create(uri.group(1));
    assertThat(read.getScheme()).isNull();
    assertThat(read.getPath()).isEqualTo(name);
  }
}
