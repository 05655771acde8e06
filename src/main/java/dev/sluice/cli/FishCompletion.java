package dev.sluice.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not make. */
final class FishCompletion {
  private final StringBuilder script = new StringBuilder();

  private FishCompletion() {}

  static String of(CommandLine root) {
    FishCompletion completion = new FishCompletion();
    completion.verbs(root, "__fish_use_subcommand");
    return completion.script.toString();
  }

  private void verbs(CommandLine parent, String when) {
    parent
        .getSubcommands()
        .forEach((name, verb) -> {
          CommandSpec spec = verb.getCommandSpec();
          line(when, "-f -a " + name + " -d " + quoted(first(spec.usageMessage().description())));
          String inside = "__fish_seen_subcommand_from " + name;
          spec.options().forEach(option -> option(inside, option));
          verbs(verb, inside);
        });
  }

  private void option(String when, OptionSpec option) {
    if (option.hidden()) {
      return;
    }
    String names =
        Arrays.stream(option.names())
            .map(name ->
                name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
            .collect(Collectors.joining(" "));
    String candidates =
        option.completionCandidates() == null
            ? ""
            : StreamSupport.stream(option.completionCandidates().spliterator(), false)
                .collect(Collectors.joining(" "));
    boolean takesOne = option.arity().max() > 0;
    line(
        when,
        names
            + (takesOne ? candidates.isEmpty() ? " -r" : " -x -a " + quoted(candidates) : "")
            + " -d "
            + quoted(first(option.description())));
  }

  private void line(String when, String what) {
    script
        .append("complete -c sluice -n ")
        .append(quoted(when))
        .append(' ')
        .append(what)
        .append('\n');
  }

  private static String first(String[] description) {
    List<String> lines = List.of(description);
    return lines.isEmpty() ? "" : lines.getFirst().replaceAll("\\$\\{[^}]*}", "...");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
