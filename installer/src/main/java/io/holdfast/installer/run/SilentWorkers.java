package io.holdfast.installer.run;

import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemKind;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which problems are only those of workers that give no answer and may be left behind.
///
/// Where there are more of them than may be, none is: nobody would know which were meant.
public record SilentWorkers(Spare spare) {

  /// Those workers, each with what was seen of it.
  public SortedMap<String, String> of(List<Problem> problems) {
    var silent = new TreeMap<String, String>();
    problems.stream()
        .filter(this::isSilence)
        .forEach(
            problem ->
                silent.put(
                    problem.host().orElseThrow(),
                    problem.what() + problem.evidence().map(line -> ": " + line).orElse("")));
    return silent.size() <= spare.most() ? silent : Collections.emptySortedMap();
  }

  private boolean isSilence(Problem problem) {
    return isSilentWorker(problem) && problem.host().filter(spare::covers).isPresent();
  }

  /// The problems as they are told: where only workers are silent, how to go on without them.
  List<Problem> told(List<Problem> problems) {
    var silent = problems.stream().filter(this::isSilentWorker).map(Problem::host).distinct();
    var count = silent.count();
    return problems.stream()
        .map(problem -> isSilentWorker(problem) ? withOption(problem, count) : problem)
        .toList();
  }

  private boolean isSilentWorker(Problem problem) {
    return problem.id().kind() == ProblemKind.UNREACHABLE
        && problem.host().filter(name -> spare.workers().contains(name)).isPresent();
  }

  private static Problem withOption(Problem problem, long count) {
    var option =
        "add --max-unreachable-workers " + count + "   # to go on without; it is caught up later";
    return problem.withFix(
        Stream.concat(problem.fix().stream(), Stream.of(option)).toArray(String[]::new));
  }
}
