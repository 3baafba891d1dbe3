package io.holdfast.installer.run;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.installer.host.SshHostGateway;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.SecretText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Does a step for real. Blocking, thread-safe; a failure is a `StepEnd`, never an exception.
final class WorkPerformer implements Work {
  private static final System.Logger LOG = System.getLogger(WorkPerformer.class.getName());
  private static final int BLOBS_AT_ONCE = 4;

  private final SshHostGateway hosts;
  private final Optional<Bundle> carried;
  private final SecretSource secrets;
  private final World world;
  private final Plan plan;
  private final RunState.Identity identity;

  WorkPerformer(
      SshHostGateway hosts,
      Optional<Bundle> carried,
      SecretSource secrets,
      World world,
      Plan plan,
      RunState.Identity identity) {
    this.hosts = hosts;
    this.carried = carried;
    this.secrets = secrets;
    this.world = world;
    this.plan = plan;
    this.identity = identity;
  }

  @Override
  public StepEnd perform(String stepId, Step step) {
    try {
      return switch (step.work()) {
        case Step.OnHost work -> onHost(stepId, step.host(), work);
        case Step.CopyBlobs work -> copyBlobs(step.host(), work);
        case Step.Operate work -> operate(work);
      };
    } catch (HoldfastException failed) {
      LOG.log(System.Logger.Level.WARNING, "step " + step.path() + " on " + step.host(), failed);
      return StepEnd.of(failed);
    } catch (RuntimeException mistake) {
      LOG.log(System.Logger.Level.ERROR, "step " + step.path() + " on " + step.host(), mistake);
      return new StepEnd.Failed(ProblemId.INTERNAL_ERROR, mistake.toString());
    }
  }

  private StepEnd onHost(String stepId, String host, Step.OnHost work) {
    var actions = work.actions().stream().map(this::resolved).toList();
    var request =
        new StepRequest(plan.siteId(), identity.runId(), stepId, identity.fence(), actions);
    return StepEnd.of(hosts.step(host, request));
  }

  /// The action with its secrets in place, as only the host that owns them may see it.
  private Action resolved(Action action) {
    return switch (action) {
      case Action.PlaceFile file ->
          new Action.PlaceFile(file.path(), file.mode(), file.owner(), resolved(file.text()));
      case Action.PlaceCopy copy ->
          new Action.PlaceCopy(
              copy.program(),
              copy.component(),
              copy.copyId(),
              copy.files().stream().map(this::resolved).toList());
      default -> action;
    };
  }

  private Action.CopyFile resolved(Action.CopyFile file) {
    return new Action.CopyFile(
        file.path(), file.mode(), file.blob(), file.text().map(this::resolved));
  }

  private SecretText resolved(SecretText text) {
    return text.hasSecrets() ? SecretText.plain(text.resolve(secrets::secret).reveal()) : text;
  }

  private StepEnd copyBlobs(String host, Step.CopyBlobs work) {
    var places = new Semaphore(BLOBS_AT_ONCE);
    var copies = new ArrayList<Future<Long>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var blob : work.blobs()) {
        copies.add(threads.submit(limited(places, () -> copyBlob(host, blob))));
      }
    }
    long sent = 0;
    for (var copy : copies) {
      sent += result(copy);
    }
    return new StepEnd.Done(sent > 0, sent == 0 ? "all there" : sent + " bytes copied");
  }

  private static Callable<Long> limited(Semaphore places, Callable<Long> work) {
    return () -> {
      places.acquire();
      try {
        return work.call();
      } finally {
        places.release();
      }
    };
  }

  private long copyBlob(String host, String sha256) throws IOException {
    var bundle =
        carried.orElseThrow(
            () -> HoldfastException.of(ProblemId.INTERNAL_ERROR, "blobs without a bundle"));
    var blob =
        bundle
            .manifest()
            .blob(sha256)
            .orElseThrow(
                () ->
                    HoldfastException.of(ProblemId.PLAN_STALE, "The bundle lacks blob " + sha256));
    return hosts
        .runner(host)
        .blob(sha256, blob.size(), blob.chunks(), offset -> bundle.openBlob(sha256, offset));
  }

  private static long result(Future<Long> copy) {
    try {
      return copy.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HoldfastException.of(ProblemId.CONNECTION_LOST, "The copying was interrupted");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof HoldfastException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private StepEnd operate(Step.Operate work) {
    var outcome =
        Operations.named(work.operation()).perform(world.withParameters(work.parameters()));
    return new StepEnd.Done(outcome.changed(), outcome.says());
  }
}
