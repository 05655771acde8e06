package dev.sluice.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each format of the connection test's report. */
class CheckReportTest {
  private static final Findings FINDINGS =
      new Findings(
          List.of(
              finding(Item.TCP, "shop", 7, new Outcome.Pass("broker-1:9093")),
              finding(
                  Item.TLS,
                  "shop",
                  7,
                  new Outcome.Warn(
                      new Trouble(ProblemCode.TLS, "a certificate expires", "Renew it"))),
              finding(
                  Item.AUTHENTICATION,
                  "shop",
                  7,
                  new Outcome.Fail(
                      new Trouble(
                          ProblemCode.AUTHENTICATION, "50 % <refused>\n& more", "Try: a, b"),
                      false)),
              finding(Item.TOPICS, "orders source", 12, new Outcome.Skipped("not reached"))));

  private static Finding finding(Item item, String subject, int line, Outcome outcome) {
    return new Finding(
        item,
        subject,
        new Location("pipelines/my orders.yaml", line, 3),
        outcome,
        Duration.ofMillis(42));
  }

  @Test
  void text() {
    assertThat(CheckReport.text(FINDINGS))
        .isEqualTo(
            """
            shop
              pass     3 TCP              broker-1:9093
              warn     4 TLS              warning[tls] a certificate expires
                                          Renew it
              fail     5 authentication   error[authentication] 50 % <refused>\\x0a& more
                                          Try: a, b
            orders source
              skipped  7 topics           not reached
            1 item passed, 1 warned, 1 failed, 1 skipped
            """);
  }

  @Test
  void json() {
    assertThat(CheckReport.json(FINDINGS))
        .startsWith(
            """
            {
              "passed" : 1,
              "warned" : 1,
              "failed" : 1,
              "skipped" : 1,
              "items" : [ {
                "item" : 3,
                "name" : "TCP",
                "subject" : "shop",
                "status" : "pass",
                "code" : null,
                "message" : "broker-1:9093",
                "hint" : null,
                "file" : "pipelines/my orders.yaml",
                "line" : 7,
                "column" : 3,
                "durationMs" : 42
              }, {
                "item" : 4,
                "name" : "TLS",
                "subject" : "shop",
                "status" : "warn",
                "code" : "tls",
                "message" : "a certificate expires",
                "hint" : "Renew it",
                "file" : "pipelines/my orders.yaml",
                "line" : 7,
                "column" : 3,
                "durationMs" : 42
              }, {
            """);
  }

  @Test
  void github() {
    assertThat(CheckReport.github(FINDINGS))
        .isEqualTo(
            """
            ::warning file=pipelines/my orders.yaml,line=7,col=3,title=tls TLS of shop::a certificate expires. Renew it
            ::error file=pipelines/my orders.yaml,line=7,col=3,title=authentication authentication of shop::50 %25 <refused>%0A& more. Try: a, b
            """);
  }

  @Test
  void sarif() {
    assertThat(CheckReport.sarif(FINDINGS, "1.2.3"))
        .isEqualTo(
            """
            {
              "$schema" : "https://json.schemastore.org/sarif-2.1.0.json",
              "version" : "2.1.0",
              "runs" : [ {
                "tool" : {
                  "driver" : {
                    "name" : "sluice",
                    "version" : "1.2.3",
                    "rules" : [ {
                      "id" : "tls"
                    }, {
                      "id" : "authentication"
                    } ]
                  }
                },
                "results" : [ {
                  "ruleId" : "tls",
                  "level" : "warning",
                  "message" : {
                    "text" : "TLS of shop: a certificate expires. Renew it"
                  },
                  "locations" : [ {
                    "physicalLocation" : {
                      "artifactLocation" : {
                        "uri" : "pipelines/my%20orders.yaml"
                      },
                      "region" : {
                        "startLine" : 7,
                        "startColumn" : 3
                      }
                    }
                  } ]
                }, {
                  "ruleId" : "authentication",
                  "level" : "error",
                  "message" : {
                    "text" : "authentication of shop: 50 % <refused>\\n& more. Try: a, b"
                  },
                  "locations" : [ {
                    "physicalLocation" : {
                      "artifactLocation" : {
                        "uri" : "pipelines/my%20orders.yaml"
                      },
                      "region" : {
                        "startLine" : 7,
                        "startColumn" : 3
                      }
                    }
                  } ]
                } ]
              } ]
            }
            """);
  }

  @Test
  void junit() {
    assertThat(CheckReport.junit(FINDINGS))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites><testsuite name="sluice check" tests="4" failures="1" errors="0" skipped="1" time="0.168">
              <testcase classname="shop" name="3 TCP" time="0.042"></testcase>
              <testcase classname="shop" name="4 TLS" time="0.042"><system-out>warning: a certificate expires. Renew it</system-out></testcase>
              <testcase classname="shop" name="5 authentication" time="0.042"><failure type="authentication" message="50 % &lt;refused&gt;\\x0a&amp; more. Try: a, b">50 % &lt;refused&gt;\\x0a&amp; more. Try: a, b</failure></testcase>
              <testcase classname="orders source" name="7 topics" time="0.042"><skipped message="not reached"/></testcase>
            </testsuite></testsuites>
            """);
  }
}
