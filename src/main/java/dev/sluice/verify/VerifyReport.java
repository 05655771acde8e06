package dev.sluice.verify;

import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What a comparison came to, over all targets of a pipeline. */
public final class VerifyReport {
  private VerifyReport() {}

  /** A line a target, and some of what is wrong. */
  public static String text(String pipeline, List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder();
    for (Verdict each : verdicts) {
      text.append(pipeline).append(" -> ").append(each.target()).append(": ");
      text.append(each.expected()).append(" expected, ").append(each.found()).append(" found");
      text.append(
          each.isClean()
              ? "; nothing lost, repeated, reordered or altered\n"
              : "; "
                  + each.lost()
                  + " lost, "
                  + each.repeated()
                  + " repeated, "
                  + each.reordered()
                  + " reordered, "
                  + each.altered()
                  + " altered\n");
      each.samples().forEach(sample -> text.append("  ").append(sample).append('\n'));
    }
    return text.toString();
  }

  /** One JSON document. */
  public static String json(String pipeline, List<Verdict> verdicts) {
    List<String> samples = new ArrayList<>();
    verdicts.forEach(each -> samples.addAll(each.samples()));
    return Json.document(json -> {
      json.writeStringField("pipeline", pipeline);
      json.writeNumberField("expected", verdicts.stream().mapToLong(Verdict::expected).sum());
      json.writeNumberField("found", verdicts.stream().mapToLong(Verdict::found).sum());
      json.writeNumberField("lost", verdicts.stream().mapToLong(Verdict::lost).sum());
      json.writeNumberField("repeated", verdicts.stream().mapToLong(Verdict::repeated).sum());
      json.writeNumberField("reordered", verdicts.stream().mapToLong(Verdict::reordered).sum());
      json.writeNumberField("altered", verdicts.stream().mapToLong(Verdict::altered).sum());
      json.writeArrayFieldStart("samples");
      for (String sample : samples) {
        json.writeString(sample);
      }
      json.writeEndArray();
    })
        + "\n";
  }
}
