package io.holdfast.installer.cli;

import io.holdfast.templates.problem.ErrorPages;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `holdfast explain HF-QUO-003`: the page of an error, from inside the program.
@Command(name = "explain", description = "Show what an error id means and what to do.")
final class ExplainCommand extends Verb {
  @Parameters(paramLabel = "ID", description = "An id such as HF-QUO-001.")
  private String id = "";

  /// The page as a script gets it.
  record Page(String id, String title, int exitCode, String page) {}

  @Override
  int run(Output output) {
    var found = ProblemId.find(id).orElseThrow(() -> unknown(id));
    var page = ErrorPages.page(found);
    output.text(page.stripTrailing());
    output.result(new Page(found.code(), found.title(), found.kind().exitCode(), page));
    return 0;
  }

  private static RuntimeException unknown(String id) {
    var near = id.length() >= 6 ? id.substring(0, 6).toUpperCase(java.util.Locale.ROOT) : "HF-";
    var ids =
        Arrays.stream(ProblemId.values())
            .map(ProblemId::code)
            .filter(code -> code.startsWith(near))
            .sorted(Comparator.naturalOrder())
            .collect(Collectors.joining(", "));
    var problem = Problem.of(ProblemId.USAGE_WRONG, "There is no error " + id);
    return (ids.isEmpty() ? problem : problem.withEvidence("of this family there are " + ids))
        .asException();
  }
}
