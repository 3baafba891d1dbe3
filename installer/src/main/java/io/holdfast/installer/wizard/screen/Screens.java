package io.holdfast.installer.wizard.screen;

import io.holdfast.installer.wizard.Desk;
import io.holdfast.installer.wizard.DraftFile;
import io.holdfast.installer.wizard.Screen;
import io.holdfast.installer.wizard.Skin;
import io.holdfast.installer.wizard.Wizard;
import java.nio.file.Path;
import java.util.List;

/// All screens in their order.
public final class Screens {
  private Screens() {}

  /// The wizard from its start until the work is done or somebody leaves; gives the exit code.
  /// `siteFile` is what the answers become, and beside it they are kept.
  public static int run(Desk desk, Path siteFile, Skin skin) throws Exception {
    var draft = new DraftFile(siteFile);
    draft.removeOnceItStands(desk);
    var isTaken = java.nio.file.Files.exists(siteFile) && draft.read().isEmpty();
    var exitCode = new Wizard(all(desk, siteFile, isTaken), draft, skin).run();
    draft.removeOnceItStands(desk);
    return exitCode;
  }

  /// `isTaken` says that the site file is there already and is not the work of a wizard that was
  /// left.
  private static List<Screen> all(Desk desk, Path siteFile, boolean isTaken) {
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
