package io.holdfast.agent.runner;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.HostCommands;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.host.Uptime;
import io.holdfast.agent.rehearsal.Rehearsals;
import io.holdfast.agent.step.HostJournal;
import io.holdfast.agent.step.Images;
import io.holdfast.agent.step.SiteGuard;
import io.holdfast.agent.step.Spool;
import io.holdfast.agent.step.StepKeeper;
import io.holdfast.agent.step.StepUnits;
import io.holdfast.agent.wire.Connection;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The host runner as a process: puts the parts together and speaks on standard input and output
/// until the controller is gone. Steps under way go on without it.
public final class RunnerMain {
  private RunnerMain() {}

  public static void run(Root root, String version, Optional<String> marker) throws IOException {
    var commands = new HostCommands();
    var program = program();
    var units = StepUnits.ofSystemd(commands, program);
    var rehearsals = Rehearsals.ofHost(root, commands, program);
    var runner = assemble(root, version, commands, Uptime.ofKernel(), units, rehearsals);
    var in = new FileInputStream(FileDescriptor.in);
    var out = new FileOutputStream(FileDescriptor.out);
    // Whoever prints by mistake must not end up between two frames.
    System.setOut(System.err);
    Connection.serve(in, out, marker, runner).pump();
  }

  static Runner assemble(
      Root root,
      String version,
      Commands commands,
      Uptime uptime,
      StepUnits units,
      Rehearsals rehearsals) {
    var clock = InstantSource.system();
    var leases = new LeaseKeeper(root, uptime);
    var guard = new SiteGuard(root, leases);
    var journal = new HostJournal(root, clock);
    return new Runner(
        version,
        guard,
        new HostReader(root, commands, uptime, clock, guard, new Images(root)),
        leases,
        new StepKeeper(journal, new Spool(root), units, guard),
        new Blobs(root),
        new SiteFiles(root),
        new Snapshots(root),
        rehearsals,
        new Relay(root));
  }

  /// How this very program was started, without its verb: the same runtime, the same classes.
  private static List<String> program() throws IOException {
    var info = ProcessHandle.current().info();
    var line = new ArrayList<String>();
    line.add(info.command().orElseThrow(() -> new IOException("who am I?")));
    for (var argument : info.arguments().orElse(new String[0])) {
      if (argument.equals("runner")) {
        return line;
      }
      line.add(argument);
    }
    throw new IOException("this program's own command line can't be read");
  }
}
