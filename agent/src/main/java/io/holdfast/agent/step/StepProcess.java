package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.FileLock;
import io.holdfast.agent.host.Root;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.host.StepResult.Status;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Performs a spooled step, in a process of its own that outlives the controller and its SSH
/// session.
///
/// One step at a time on a host. What is done is in the journal before and after; the result is in
/// the journal before the payload is removed. Started twice, the second finds the result and does
/// nothing.
public final class StepProcess {
  private final Root root;
  private final Commands commands;
  private final HostJournal journal;
  private final SiteGuard guard;
  private final Images images;

  public StepProcess(
      Root root, Commands commands, HostJournal journal, SiteGuard guard, Images images) {
    this.root = root;
    this.commands = commands;
    this.journal = journal;
    this.guard = guard;
    this.images = images;
  }

  public void run(Path spoolFile) throws IOException {
    var request = Spool.read(spoolFile);
    var oneAtATime = new FileLock(root.spool().resolve("step.lock"));
    oneAtATime.holding(
        () -> {
          perform(request);
          return true;
        });
  }

  private void perform(StepRequest request) throws IOException {
    var step = StepName.of(request);
    var story = journal.story(step);
    // Refused here means that a newer run came in between: the runner asks again and says so.
    if (story.settled(request.fence()).isEmpty() && guard.refusal(request).isEmpty()) {
      journal.result(step, attempt(request, story.touched()), request.fence());
    }
    new Spool(root).clear(step);
  }

  private StepResult attempt(StepRequest request, boolean touchedBefore) {
    var changes = new ArrayList<String>();
    try {
      perform(request, changes);
      boolean changed = touchedBefore || !changes.isEmpty();
      return new StepResult(request.stepId(), Status.DONE, changed, changes, "");
    } catch (HoldfastException failed) {
      return failed(request, changes, text(failed));
    } catch (IOException | RuntimeException failed) {
      return failed(request, changes, String.valueOf(failed));
    }
  }

  private void perform(StepRequest request, List<String> changes) throws IOException {
    var step = StepName.of(request);
    var actions = new Actions(root, commands, images, step);
    for (int index = 0; index < request.actions().size(); index++) {
      var action = request.actions().get(index);
      journal.before(step, index, Actions.describe(action));
      var outcome = actions.perform(action);
      journal.after(step, index, outcome.changed(), outcome.says());
      if (outcome.changed()) {
        changes.add(outcome.says());
      }
    }
  }

  private static StepResult failed(StepRequest request, List<String> changes, String why) {
    var evidence = Redaction.of(request).clean(why);
    return new StepResult(request.stepId(), Status.FAILED, true, changes, evidence);
  }

  private static String text(HoldfastException failed) {
    var first = failed.first();
    return first.id() + " " + first.what() + first.evidence().map(raw -> "\n" + raw).orElse("");
  }
}
