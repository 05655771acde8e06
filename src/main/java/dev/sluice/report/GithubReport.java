package dev.sluice.report;

import dev.sluice.problem.Printable;
import dev.sluice.problem.Problem;
import java.util.List;

/** Problems as workflow commands, which GitHub shows beside the lines that they are about. */
public final class GithubReport {
  private GithubReport() {}

  /** A line a problem. */
  public static String of(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append("::")
          .append(
              switch (problem.severity()) {
                case ERROR -> "error";
                case WARNING -> "warning";
                case NOTE -> "notice";
              });
      if (!problem.location().file().isEmpty()) {
        text.append(" file=").append(property(problem.location().file()));
        if (problem.location().line() > 0) {
          text.append(",line=").append(problem.location().line());
          text.append(",col=").append(problem.location().column());
        }
        text.append(',');
      } else {
        text.append(' ');
      }
      text.append("title=")
          .append(property(problem.code().id() + " " + problem.path()))
          .append("::")
          .append(data(Printable.withHint(problem.message(), problem.hint())))
          .append('\n');
    }
    return text.toString();
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text.strip()).replace(":", "%3A").replace(",", "%2C");
  }
}
