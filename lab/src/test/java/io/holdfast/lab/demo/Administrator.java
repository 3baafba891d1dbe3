package io.holdfast.lab.demo;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Who manages a site, from which state folder; `site` are the arguments that name it.
record Administrator(List<String> site, String state) {
  Administrator {
    site = List.copyOf(site);
  }

  /// The run that he began or took over last.
  RunFolder lastRun() {
    var folder = Path.of(state);
    return SiteFolder.of(folder, SiteFolder.sites(folder).getFirst()).lastRun().orElseThrow();
  }

  /// The arguments of a verb about the site.
  String[] verb(String verb, String... more) {
    var all = new ArrayList<>(List.of(verb));
    all.addAll(site);
    all.addAll(List.of("--state", state, "--yes"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }
}
