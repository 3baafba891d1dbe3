package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.Screen;
import java.nio.file.Path;
import java.util.List;

/// All screens in their order.
public final class Screens {
  private Screens() {}

  /// `siteFile` is what the answers become; `isTaken` says that it is there already and is not the
  /// work of a wizard that was left.
  public static List<Screen> all(Desk desk, Path siteFile, boolean isTaken) {
    var files = new AnswerFiles(siteFile);
    var tasks = new Tasks(files);
    return List.of(
        new StartScreen(desk, files, isTaken),
        new BundleScreen(desk, files),
        new ContentsScreen(desk, files),
        new SiteScreen(desk, files),
        new AccessScreen(),
        new LoginScreen(files),
        new HostsScreen(),
        new KeysScreen(desk, files),
        new ProbeScreen(desk, files),
        new TopologyScreen(),
        new NetworkScreen(),
        new SecurityScreen(desk, files),
        new PlacesScreen(),
        new PreflightScreen(desk, tasks),
        new ReviewScreen(desk, tasks),
        new RunScreen(desk, tasks));
  }
}
