package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.engine.EngineProduct;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a restore would write and what it would lose, before anybody is asked whether he wants it.
public final class RestorePreview {
  private RestorePreview() {}

  /// Refuses what could not be done now: another file than was saved, one of another site, a server
  /// that is not well or is older than what was saved.
  public static List<String> of(World world, RaftSnapshots.Saved saved) {
    var now = EngineProduct.snapshotsOf(saved.product()).requireFit(world, world.files(), saved);
    var holds = Operations.named(saved.product() + ".count-durable").perform(world).says();
    var versions =
        now.versions().entrySet().stream()
            .map(server -> server.getKey() + " " + server.getValue())
            .collect(Collectors.joining(", "));
    var lines =
        new ArrayList<String>(
            List.of(
                "The whole state of " + saved.product() + " of site " + world.site().site(),
                "  becomes  " + saved.file(),
                "           " + saved.words(),
                "  is now   at index " + now.index() + "; " + now.leader() + " leads " + versions,
                "           " + holds,
                "  loses    " + lost(saved, now),
                "           tokens made since are gone, those revoked since are good again",
                "What stands now is saved first, and can be put back in the same way."));
    if (saved.product().equals(Layout.CONSUL)) {
      lines.add(
          lines.size() - 1, "           which hosts are in maintenance is noted as it was then");
    }
    return List.copyOf(lines);
  }

  private static String lost(RaftSnapshots.Saved saved, RaftSnapshots.Present now) {
    var entries = now.index() - saved.index();
    return entries < 0
        ? "all that was written since; the log was begun anew meanwhile"
        : "all that was written since, " + entries + " entries of the log";
  }
}
