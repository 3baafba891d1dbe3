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
    var exitCode = new Wizard(all(desk, new SiteFile(siteFile, draft)), draft, skin).run();
    draft.removeOnceItStands(desk);
    return exitCode;
  }

  private static List<Screen> all(Desk desk, SiteFile siteFile) {
    var files = new AnswerFiles(siteFile.path());
    var tasks = new Tasks(files, siteFile);
    return List.of(
        new StartScreen(desk, siteFile),
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
