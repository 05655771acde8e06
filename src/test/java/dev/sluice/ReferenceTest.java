package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.check.Item;
import dev.sluice.checkpoint.jdbc.Grants;
import dev.sluice.cli.Command;
import dev.sluice.definition.DocumentShapes;
import dev.sluice.definition.PipelineKeys;
import dev.sluice.definition.TestKeys;
import dev.sluice.definition.Variables;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.Right;
import dev.sluice.observe.MetricNames;
import dev.sluice.problem.ProblemCode;
import dev.sluice.review.Validation;
import dev.sluice.schema.Key;
import dev.sluice.schema.Meaning;
import dev.sluice.schema.Section;
import dev.sluice.stage.FilterType;
import dev.sluice.testkit.LeastRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The reference is made of the declarations, and compared; {@code -Dsluice.accept=true} writes it
 * anew, to be read before it is committed.
 */
class ReferenceTest {
  private static final Path FILE = Path.of("pipelines/REFERENCE.md");
  private static final Catalogue CATALOGUE = new Catalogue();

  /** What forms for connections call things, and where they are here. */
  private static final List<List<String>> FORMS =
      List.of(
          List.of("connection name", "`name` of a `kind: Connection` document", ""),
          List.of("type", "`kafka:` of the document", "Kafka is the only type"),
          List.of("source or target", "`role`", "`source`, `target`, `source_and_target`"),
          List.of(
              "DB host, brokers, address", "`kafka.bootstrapServers`", "host:port, one or more"),
          List.of("topic expression", "`source.topicExpression`", "RE2; the whole name must match"),
          List.of(
              "Kerberos authentication", "`kafka.kerberos`", "`keytab`, `krb5Conf`, `serviceName`"),
          List.of("principal", "`kafka.kerberos.principal`", ""),
          List.of("user name", "`kafka.sasl.username`", "with `mechanism`"),
          List.of("password", "`kafka.sasl.password`", "a variable: `${file:/run/secrets/...}`"),
          List.of(
              "token, client id and secret",
              "`kafka.sasl.tokenEndpoint`",
              "with `clientId`, `clientSecret`, `scope`"),
          List.of("encryption, SSL", "`kafka.tls`", "or `kafka.securityProtocol`"),
          List.of(
              "certificate of the authority",
              "`kafka.tls.truststore`",
              "PEM, PKCS12 or JKS, by the file's name"),
          List.of("client certificate", "`kafka.tls.keystore`", "likewise"),
          List.of("ignore non-JSON", "`source.nonJson`", "`skip`; better `dead_letter`"),
          List.of("ACK", "`target.acks`", "`most_isr`, `all_isr`, `leader`, `none`"),
          List.of("compression", "`target.compression`", "`none`, `gzip`, `snappy`, `lz4`, `zstd`"),
          List.of("ignore push exception", "`target.pushError`", "`skip`; better `dead_letter`"),
          List.of("agent", "`agent` of the pipeline", "`auto`, or the name of one runner"),
          List.of(
              "model loading frequency",
              "`source.models.refresh`",
              "with `timezone`, `threshold`, `sample`"),
          List.of("connection test", "`sluice check`", "`--connection NAME` for one alone"),
          List.of("advanced settings", "`kafka.properties`", "also of source and target"));

  private static final String PIPELINE =
      """
      One source, a chain of filters and one target (`source`, `filters` as a list, `target`); or any directed acyclic graph
      (`sources`, `filters`, `targets` by name, where every filter and target has `from`). What stands under these keys is below.

      """;

  private static final String FILTERS =
      """
      A filter has one kind. Each sees what the one before it let through. A tombstone (a null value) goes past what reads the value.

      Expressions are [CEL](https://cel.dev) with its standard functions and macros. Variables: `value` (the JSON object), `key` (a text, or bytes
      when it is not UTF-8), `headers` (a map of names to lists of texts), `topic`, `partition`, `offset`, `timestamp`. Numbers
      compare by value across integers and floating point, and mix in arithmetic, where the result is floating point; a null, a missing
      field and a field of another type are three things. `validate` rejects what would fail on every record: an invalid literal
      (`matches('(')`, `duration('1d')`), or a field that an earlier filter removed.

      Paths name fields: `value.customer.email`; `value.items[].sku` for every item of a list (in flow style such a path needs quotes);
      `value["a.b"]` for names that are not plain. `keep`, `drop`, `mask` and `rename` apply to
      every item of a list on the way, with or without `[]`; `set` and `explode` do not enter lists.

      Only what is changed of a value is written anew: numbers keep their text (`1.10`, 20 digits, `1e400`), names their order,
      everything else its bytes. To expressions a whole number of up to 64 bits is an integer, any other number floating point
      (`1e400` is infinite). A result that is computed is written as it was computed. A field that is copied unchanged
      (into a field, key, header, list or map; by `?:`, `map()`, `filter()` or `string()`) keeps its text and all its digits; `dedupe` and
      `sample` compare all digits. Of a repeated name the last one counts; who changes, drops, renames or masks it does so wherever it stands, and who sets it leaves one.
      A lone surrogate (`\\ud800`) stays as it is; in a mask it counts as `?`, and a key or header cannot hold it. Bytes become base64,
      times and durations texts (RFC 3339, `1.5s`).

      **Limits.** Per file: 1 MiB, 50 levels, 100000 nodes after aliases are expanded. Per list or mapping: 10000 entries. Per pipeline: 1000
      sources, 1000 filters, 1000 targets. Per path: 100 names. Per expression: 100000 characters, 250 levels. Per value: 1000 levels. All macros of
      an expression together may visit 1000000 items per record; beyond that the expression fails and `onError` applies.

      **What is never shown.** Messages quote the file as written, never a variable's value and nothing from a record. Exception: names on a
      cluster (topics, groups, addresses, the pipeline) and the records of tests are shown, so keep secrets out of them. `preview` and captured tests
      hide masked fields and keys, wherever the same value appears in the record, and fields that `drop` and `keep` take from every target.

      """;

  private static final String METRICS =
      """
      `run --http PORT` serves them at `/q/metrics`, for Prometheus. Counters are of what is settled and saved: they jump with the
      checkpoint. Each runner counts what it reads itself, so sums over runners are what a pipeline does. What is gone, a pipeline
      that was removed say, is gone from the metrics; a definition that was loaded again counts anew. Time until retention knows the age
      limit of a topic (`retention.ms`), which the user must be allowed to read (DescribeConfigs), not a limit of size.

      `/q/health/live` is 503 where a thread of a pipeline has shown no sign of going on for two minutes; waiting for a cluster is going on.
      `/q/health/ready` is 503 where a pipeline is connecting, retrying, has failed or has not joined its group; a runner that stands by without
      partitions is ready. `/status.json` is what the page shows.

      """;

  private static final String LOG =
      """
      `run --log-format json` writes one object a line to standard error. Every line has `time` (RFC 3339, UTC), `level` (`info`, `warning`,
      `error`), `event` and `message`; lines about a pipeline have `pipeline`. More fields by event:

      | event | more fields |
      |---|---|
      | `partition_started` | `topic`, `partition`, `offset`, `row` |
      | `partition_waiting`, `partition_left` | `topic`, `partition` |
      | `record_skipped`, `record_dead_lettered` | `stage`, `reason`, `code`; the first of a kind alone, further ones are counted |
      | `retrying` | `code`, `pauseMs` |
      | `recovered`, `note`, `warning`, `completed`, `stopped` | |
      | `failed`, `not_started` | `code` |
      | `drift` | `topic`, `change` |
      | `progress` | `state`, `read`, `readPerSecond`, `filtered`, `skipped`, `deadLettered`, `written`, `lag`, `percent` |
      | `summary` | `state`, `read`, `filtered`, `skipped`, `deadLettered`, `written`, `retries`, `durationMs` |
      | `problem` | `file`, `line`, `column`, `code`, `path` |
      | `reloaded`, `definition_changed` | |
      | `http`, `dry_run`, `left_to_agent`, `nobody_runs`, `agent_unknown`, `nothing_to_run` | |
      | `library` | `logger` |
      | `bug` | `version` |

      """;

  private static final List<List<String>> EXIT_CODES =
      List.of(
          List.of("0", "done; or stopped gracefully after a first SIGINT or SIGTERM"),
          List.of(
              "1",
              "a pipeline or a test failed; `verify` found a difference; `plan --fail-on`; `test --min-coverage`"),
          List.of("2", "usage, or a definition that is not valid"),
          List.of(
              "3",
              "what Sluice runs against: unreachable, refused, not authorised, or it did not answer;"
                  + " standard output that did not take the whole report"),
          List.of("4", "`plan --exit-code`: there are changes"),
          List.of(
              "130, 143",
              "forced: a second signal, or the drain took longer than `--drain-timeout`"));

  private static final Map<String, String> STORES = new LinkedHashMap<>();

  static {
    STORES.put(
        "kafka_topic",
        """
        A compacted topic on the target's cluster, created with the right configuration or checked. For everything: it survives
        expired groups, deleted topics and empty starts, and takes part in transactions within one cluster and across two.\
        """);
    STORES.put(
        "kafka_group",
        """
        The committed offsets of the group `sluice.ID` on the cluster that is read, everything else in their metadata (at most 256
        bytes each); no topic of ours. Both deliveries; `exactly_once` needs source, targets and dead letters on one cluster, and
        its offsets are committed by who writes: where that is another user than the one who reads, it needs READ on the group and
        on the source's topics too.
        What a group cannot keep, this store cannot either:

        - There is one source cluster; the definition of a pipeline that reads two is refused. A connection that leads to another
          cluster leads to another group, and so to a first start.
        - Offsets expire some days after the group's last commit (`offsets.retention.minutes`, which `check` shows). While a
          pipeline runs, idle positions are committed again every hour, and once more when it stops. A partition whose offset has
          expired is read from its beginning (row 4). When all have expired, the pipeline starts as for the first time, and says so
          in the log and in `check`: with `sync: incremental` it then goes on at the end.
        - Deleting a topic deletes its offsets. A running pipeline notices that the topic was created again; one that was stopped
          meanwhile reads the new topic from its beginning without being asked (`topicRecreated` is not).
        - A first start, the bounds of a full sync and `sluice offsets` need a group without members: they wait, or refuse, while
          there are some. A runner that was killed is a member until its session ends. `sluice offsets reset` needs DELETE on the group.
        - A pipeline that finds no topic at all (`allowEmpty`) has nowhere to keep that it has started.
        - An offset that another tool has set before the first start, with empty metadata, is where the pipeline begins. After
          that such an offset stops the pipeline (`foreign-position`): records before it may not have been copied. So does one
          with another program's metadata.\
        """);
    STORES.put(
        "file",
        """
        A directory with a file for each pipeline, replaced atomically, and locked against a second process: for edge machines with
        one runner, which reads without joining the group. The mirror at the source says which directory it is: a runner that
        finds another directory's there stops. With `mirror: false` nobody notices a second directory.\
        """);
    STORES.put(
        "jdbc",
        """
        The table `sluice_checkpoint`, created and versioned by Flyway (`sluice_schema_history`): for shops that back up a database.
        PostgreSQL takes several runners: a claim writes its owner into the rows, and a save changes only rows that are still its
        own, so a runner that was thought dead is refused. A pool between (PgBouncer) must pool by session. H2 is embedded in the runner, for tests and single machines: one process
        has the file, and reads without joining the group. Each pipeline holds one connection. In PostgreSQL the user that runs the
        pipeline for the first time needs

            %s

        and after that, granted by the tables' owner,

            %s;
            %s;
        """
            .formatted(
                Grants.creating() + ";", Grants.writing().getFirst(), Grants.writing().getLast())
            .stripTrailing());
    STORES.put("memory", "Nowhere: for tests, and to have a look.");
  }

  private static final Map<Item, List<String>> ITEMS = new LinkedHashMap<>();

  static {
    item(Item.DEFINITION, "any error in the files", "any warning");
    item(Item.NAME_RESOLUTION, "no bootstrap server has an address", "some have none");
    item(Item.TCP, "no bootstrap server accepts a connection", "some do not");
    item(
        Item.TLS,
        "TLS on a plain port or the reverse, no login where one is wanted, a certificate that is untrusted, expired or of another host, a file under `tls` that cannot be used",
        "a certificate expires within 14 days; host names are not verified");
    item(
        Item.AUTHENTICATION,
        "a real login is refused, or keytab, KDC or token endpoint are in the way",
        "credentials cross the wire in clear");
    item(Item.CLUSTER, "brokers say that they are reached where they are not", "");
    item(
        Item.TOPICS,
        "a topic is missing, or the expression matches none",
        "the same with `allowEmpty`");
    item(
        Item.SOURCE,
        "a right is missing; offsets or a record cannot be had",
        "the newest record is not what `format: json` wants; a transaction that stays open holds reading up");
    item(
        Item.TARGET,
        "the topic is missing and may not be created, a right is missing, unequal partitions under `partition: same`, more `min.insync.replicas` than replicas",
        "`min.insync.replicas` below what `acks` means; LogAppendTime; its configuration cannot be seen; it is empty or missing, and would soon delete the oldest records to copy");
    item(Item.CLOCK, "over 5 minutes apart with Kerberos", "over 5 s apart");
    item(
        Item.CHECKPOINT,
        "the store cannot be read or written, or a right is missing",
        "another process holds it; the store `memory`");
  }

  private static void item(Item item, String fails, String warns) {
    ITEMS.put(item, List.of(fails, warns));
  }

  @Test
  void isWhatTheDeclarationsSay() throws IOException {
    String made = reference();
    if (Boolean.getBoolean("sluice.accept")) {
      Files.writeString(FILE, made);
    }
    assertThat(FILE).content().isEqualTo(made);
  }

  /** What a form's table names is declared. */
  @Test
  void formsPointAtSettingsThatAreThere() {
    Map<String, Section> roots =
        Map.of(
            "kafka", CATALOGUE.connection(),
            "source", CATALOGUE.source().section(),
            "target", CATALOGUE.target().section());
    int checked = 0;
    for (List<String> form : FORMS) {
      Matcher matcher = Pattern.compile("`(kafka|source|target)\\.([\\w.]+)`").matcher(form.get(1));
      if (matcher.matches()) {
        Section section = roots.get(matcher.group(1));
        for (String name : matcher.group(2).split("\\.")) {
          Key<?> key =
              section.keys().stream()
                  .filter(each -> each.name().equals(name))
                  .findFirst()
                  .orElse(null);
          assertThat(key).as(form.get(1)).isNotNull();
          section = key.type() instanceof Section inner ? inner : new Section("", List.of());
        }
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(12);
  }

  private static final String STARTING =
      """
      ## Where a partition starts

      Decided for each partition at every start and every assignment, and when the log no longer holds a position. The first
      row that fits wins; the log and `plan` name it.

      | row | situation | `full` | `incremental` | `full+incremental` |
      | --- | --- | --- | --- | --- |
      | 1 | a position, the same topic, the log still holds it | resume | resume | resume |
      | 2 | a position, but the topic was created again, or it is another cluster | stop, or `topicRecreated: restart` | same | same |
      | 3 | a position that the log no longer holds, or another record where the last one was read | stop, or `outOfRange: earliest`, `latest` | same | same |
      | 4 | none, and the pipeline has started before | earliest; without a bound it waits for the next run | earliest | earliest |
      | 7 | none, first start, but the group `sluice.ID` on the source has committed offsets | stop | stop | stop |
      | 5 | none, first start | earliest | latest, or `startAt` | earliest |
      | 6 | none, but a completed full sync is on record | earliest | latest | latest |

      Row 3 compares the timestamp of the record before the position with the one that was read last: a log that was restored
      from a copy and has grown again holds the position's number, and other records.

      Row 7 means that the checkpoint is lost, or that the store was changed: a first start would repeat or pass over records.
      `sluice offsets import --group sluice.ID` goes on where the group stands; partitions that it does not know are then read
      from their beginning. `sluice offsets reset` forgets the group's offsets, and the next start is a first one.

      """;

  private static final String RUNNING =
      """
      ## While a pipeline runs

      **A target topic changes.** Producers never create a topic by themselves, whatever the brokers allow.

      | what happens | what the pipeline does |
      | --- | --- |
      | the topic is deleted | with `createTopic` it is created again as defined, with a warning; else the pipeline stops (`missing-topic`) after 10 s |
      | it is deleted and created again | warned; the pipeline goes on from its last checkpoint, with the new partitions. What the topic held is gone: `sluice offsets reset` copies it again |
      | it gets more partitions | they are used once the producer hears of them, within five minutes; under `partition: same` the pipeline stops where the counts differ |
      | `max.message.bytes` is lowered | batches are divided to fit; a record that does not fit alone follows `pushError` |
      | `max.message.bytes` is raised | it holds from the next record on that would be refused |
      | the checkpoint topic is deleted | the pipeline stops (`checkpoint-lost`), and says how to take the positions from the group |

      What was in flight is given up and sent again: with `at_least_once` some records are repeated, with `exactly_once` none.

      **A target is slow.** An epoch begins with 1 MiB, is doubled while its targets answer within a second, and is limited to
      what they take in 5 s where they do not. So a transaction ends before it times out (`checkpoint.interval` and 60 s), and a
      stop before `--drain-timeout`. A producer that gets no answer for longer than a request may take, while the topic's leaders
      answer, is given up.

      **Memory.** A lane holds at most a quarter of `memory` compressed per broker, a quarter decompressed, an eighth
      unacknowledged and half of it in the producer's buffers; one record may be larger. Where all lanes together may hold more
      than the heap, the start says so.

      **Reading is held up.** With `read_committed` nothing behind an open transaction is read. When one stays open for 10 s
      behind all that was read, the log says which producer's it is, how many offsets wait and how it is ended;
      `sluice_held_records` counts them, and `check` warns. The lag counts to the end of the log, from what is saved.

      **Others join the group.** A member that is no runner of the pipeline takes partitions, which are then not copied. The
      log names it at the next `discovery`.

      **A pipeline fails.** What it runs against may be mended: a certificate is renewed, a topic created, a right granted. A
      pipeline that failed with a code of exit code 3 is started again after 10 s, 20 s and so on, at most `--retry-failed` apart,
      as long as another pipeline or `--watch` keeps the process alive. Readiness and the status page say when. SIGHUP, and each
      reload of `--watch`, start all that have failed. `--watch` looks at the definitions, and at the files that they name:
      certificates, keys, keytabs and secrets.

      **Dead letters** keep key, value, headers and timestamp, and get headers `sluice.*`. Where their topic refuses the
      timestamp, they get the time at which they died, and `sluice.timestamp` keeps their own.

      """;

  private static String reference() {
    StringBuilder text = new StringBuilder("# Reference\n\n");
    text.append("Made of the declarations in the code by `ReferenceTest`; not to be edited.\n\n");
    text.append("## Coming from a console with forms\n\n");
    table(text, List.of("the form's field", "here", "values, and more"), FORMS);
    Map<String, Section> documents = DocumentShapes.of(CATALOGUE);
    text.append("## Pipeline\n\n");
    text.append(PIPELINE);
    keys(text, documents.get("Pipeline"));
    text.append("## Connection\n\n");
    keys(text, documents.get("Connection"));
    text.append(
        "Credentials may hold any letter: quotes, backslashes and spaces are escaped for JAAS. Kafka's SCRAM takes user\nnames of ASCII letters alone. A relative path begins at the folder of the file that names it.\n\n");
    text.append("## Source\n\n");
    keys(text, CATALOGUE.source().section());
    filters(text);
    text.append("## Target\n\n");
    keys(text, CATALOGUE.target().section());
    checkpoint(text);
    text.append(STARTING).append(RUNNING);
    tests(text, documents.get("Test"));
    check(text);
    rights(text);
    verbs(text);
    operating(text);
    codes(text);
    return text.toString().stripTrailing() + "\n";
  }

  private static void filters(StringBuilder text) {
    text.append("## Filters\n\n").append(FILTERS);
    for (FilterType type : CATALOGUE.filters()) {
      text.append("### `").append(type.key().name()).append("`\n\n");
      keys(text, type.section());
    }
  }

  private static void tests(StringBuilder text, Section test) {
    text.append("## Test\n\n");
    text.append(
        "Records in, records out, through the filters and policies of a run. Every case has a pipeline of its own.\n\n");
    keys(
        text,
        new Section(
            "test", test.keys().stream().filter(key -> !key.name().equals("cases")).toList()));
    text.append("### `cases`\n\n");
    keys(text, TestKeys.CASE);
    text.append("### `given`\n\n");
    keys(text, TestKeys.GIVEN_RECORD);
    text.append("### `expect`\n\n");
    List<Key<?>> expected = new ArrayList<>(List.of(TestKeys.target("TARGET")));
    keys(text, TestKeys.expect(List.copyOf(expected)));
    text.append(
        "The expected records have the keys of given ones; dead letters have `reason` besides, and no `topic`.\n\n");
  }

  private static void verbs(StringBuilder text) {
    text.append("## Verbs\n\n");
    text.append("`sluice VERB [OPTION...] [FILE|DIR...]`; `--help` has an example for each.\n\n");
    Command.line()
        .getSubcommands()
        .forEach((name, line) -> {
          verb(text, name, line);
          line.getSubcommands().forEach((inner, each) -> verb(text, name + " " + inner, each));
        });
    text.append("## Exit codes\n\n");
    table(text, List.of("code", "meaning"), EXIT_CODES);
  }

  private static void operating(StringBuilder text) {
    text.append("## Metrics\n\n").append(METRICS);
    table(text, List.of("metric", "type", "labels", "what it is"), MetricNames.all(aGraph()));
    text.append("## The log as JSON\n\n").append(LOG);
  }

  /** Of any pipeline: its stages carry all that a stage can. */
  private static Graph aGraph() {
    return Validation.of(
            List.of(Path.of("pipelines/quickstart")), CATALOGUE, new Variables(Map.of(), false))
        .graphs()
        .getFirst();
  }

  private static void verb(StringBuilder text, String name, CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    text.append("### `sluice ").append(name).append("`\n\n");
    text.append(String.join(" ", spec.usageMessage().description())).append("\n\n");
    List<List<String>> rows = new ArrayList<>();
    spec.options().stream()
        .filter(option -> !option.hidden())
        .filter(option -> !List.of("--help", "--version").contains(option.longestName()))
        .forEach(option ->
            rows.add(
                List.of(
                    "`"
                        + option.longestName()
                        + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                        + "`",
                    described(option))));
    spec.positionalParameters()
        .forEach(each -> rows.add(List.of("`" + each.paramLabel() + "`", described(each))));
    if (!rows.isEmpty()) {
      table(text, List.of("option", "meaning"), rows);
    }
  }

  private static String described(ArgSpec option) {
    String candidates =
        option.completionCandidates() == null
            ? ""
            : String.join(", ", option.completionCandidates());
    return String.join(" ", option.description())
        .replace("${COMPLETION-CANDIDATES}", candidates)
        .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()));
  }

  private static void codes(StringBuilder text) {
    text.append("## Problem codes\n\n");
    text.append(
        "They are stable. A pipeline that fails, or is refused, exits with the code of its kind.\n\n");
    List<List<String>> rows = new ArrayList<>();
    for (ProblemCode code : ProblemCode.values()) {
      rows.add(
          List.of(
              "`" + code.id() + "`",
              switch (code.kind()) {
                case DEFINITION -> "2";
                case RUN -> "1";
                case ENVIRONMENT -> "3";
              },
              code.meaning()));
    }
    table(text, List.of("code", "exit", "meaning"), rows);
  }

  private static void checkpoint(StringBuilder text) {
    text.append("## Checkpoint\n\n");
    text.append(
        "A store keeps all of a pipeline's checkpoint: when it first started, the bounds of a full sync and that it was completed, the\ndefinition's fingerprint, and for each partition the next offset, the first one ever, the leader epoch, the topic id and\nthe last record's timestamp. `sluice offsets` shows and changes it.\n\n");
    keys(text, new Section("checkpoint", PipelineKeys.ALL_STORES));
    assertThat(STORES.keySet()).containsExactlyElementsOf(CATALOGUE.stores().keySet());
    CATALOGUE
        .stores()
        .forEach((store, section) -> {
          text.append("### `").append(store).append("`\n\n").append(STORES.get(store)).append('\n');
          if (!section.keys().isEmpty()) {
            text.append('\n');
            keys(text, section);
          } else {
            text.append('\n');
          }
        });
  }

  private static void keys(StringBuilder text, Section section) {
    List<List<String>> rows = new ArrayList<>();
    keys("", section, rows);
    table(text, List.of("key", "value", "default", "meaning"), rows);
  }

  private static void keys(String prefix, Section section, List<List<String>> rows) {
    for (Key<?> key : section.keys()) {
      Section inner = key.type() instanceof Section nested ? nested : null;
      rows.add(
          List.of(
              "`" + prefix + key.name() + "`",
              inner == null ? key.type().expected() : "",
              key.required() ? "required" : fallback(key.fallback()),
              key.description()));
      if (inner != null) {
        keys(prefix + key.name() + ".", inner, rows);
      }
    }
  }

  private static String fallback(Object value) {
    return switch (value) {
      case null -> "";
      case Optional<?> optional when optional.isEmpty() -> "`false`";
      case Optional<?> optional when optional.get() instanceof LocalTime -> "`hourly`";
      case Map<?, ?> _ -> "`{}`";
      case Collection<?> _ -> "`[]`";
      case dev.sluice.sync.StartAt.Latest _ -> "`latest`";
      case dev.sluice.definition.TestKeys.Skips _ -> "`0`";
      default -> "`" + Meaning.text(value) + "`";
    };
  }

  private static void check(StringBuilder text) {
    text.append("## The connection test: `sluice check`\n\n");
    text.append(
        "All of it ends within 15 s, whatever is broken; an item that takes longer than its time has failed. `run` tests items 1\nto 9 first, and refuses what will not pass by itself. Nothing is written to a topic of yours, but with `--probe-write`.\n\n");
    List<List<String>> rows = new ArrayList<>();
    ITEMS.forEach((item, words) ->
        rows.add(
            List.of(
                Integer.toString(item.number()),
                item.words(),
                item.limit().isZero() ? "" : item.limit().toSeconds() + " s",
                words.getFirst(),
                words.getLast())));
    assertThat(ITEMS).containsOnlyKeys(Item.values());
    table(text, List.of("", "item", "time", "fails", "warns"), rows);
  }

  private static void rights(StringBuilder text) {
    text.append("## Least rights\n\n");
    text.append(
        "The ACLs that a pipeline with the id ID needs, each with the options of\n`kafka-acls.sh --bootstrap-server HOST:PORT --add --allow-principal User:NAME` that grant it. READ and WRITE include\nDESCRIBE. `sluice check` names the one that is missing. `LeastRightsTest` runs each store with exactly these.\n\n");
    List<List<String>> rows = new ArrayList<>();
    for (LeastRights store : LeastRights.values()) {
      Stream.of(
              at("source", store.atSource("TOPIC", "ID")),
              at("target", store.atTarget("TARGET", "DEAD", false)),
              at("store", store.atStore("_sluice.checkpoints", "ID", false)))
          .flatMap(List::stream)
          .forEach(row ->
              rows.add(
                  Stream.concat(
                          Stream.of(
                              "`"
                                  + store.store()
                                  + "`"
                                  + (store.exactlyOnce() ? " with `exactly_once`" : "")),
                          row.stream())
                      .toList()));
    }
    for (List<String> row :
        at("target", LeastRights.FILE.atTarget("TARGET", "DEAD", true).subList(1, 2))) {
      rows.add(Stream.concat(Stream.of("with `createTopic`"), row.stream()).toList());
    }
    List<Right> creating = LeastRights.KAFKA_TOPIC.atStore("_sluice.checkpoints", "ID", true);
    for (List<String> row : at("store", List.of(creating.getLast()))) {
      rows.add(Stream.concat(Stream.of("first `kafka_topic`"), row.stream()).toList());
    }
    table(text, List.of("store", "cluster", "right", "for", "options"), rows);
    text.append(
        "Not needed, and useful: DESCRIBE_CONFIGS on target topics (check compares `min.insync.replicas` with `acks`, and\nlarge records find their way at once), DESCRIBE on the cluster (check compares the clocks).\n\n");
  }

  private static List<List<String>> at(String cluster, List<Right> rights) {
    return rights.stream()
        .map(right ->
            List.of(
                cluster,
                right.toString(),
                right.name().equals("DEAD") ? "dead letters, where there are any" : right.why(),
                "`" + right.options() + "`"))
        .toList();
  }

  private static void table(StringBuilder text, List<String> head, List<List<String>> rows) {
    row(text, head);
    row(text, head.stream().map(each -> "---").toList());
    rows.forEach(each -> row(text, each));
    text.append('\n');
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append('|');
    cells.forEach(cell -> text.append(' ').append(cell.replace("|", "\\|")).append(" |"));
    text.append('\n');
  }
}
