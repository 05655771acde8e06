package dev.sluice.bench;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@link InnerParts}, measured by JMH. */
class InnerBench {
  @Test
  void parts() throws RunnerException {
    Section section =
        Section.of(
            "30-parts",
            "Inner parts",
            List.of(
                "JMH, one fork, five iterations of a second behind three to warm up; the filters' figures hold what stands around them: a message and a list."),
            "part",
            "records",
            "ns a record",
            "± ns");
    var options =
        new OptionsBuilder()
            .include(InnerParts.class.getName() + "[.]")
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgs("-XX:+UseSerialGC", "-Xmx256m")
            .build();
    for (RunResult result : new Runner(options).run()) {
      String part = result.getPrimaryResult().getLabel();
      String orders = result.getParams().getParam("orders");
      section.row(
          part,
          Orders.valueOf(orders).title(),
          result.getPrimaryResult().getScore(),
          result.getPrimaryResult().getScoreError());
    }
    Report.add(section);
  }
}
