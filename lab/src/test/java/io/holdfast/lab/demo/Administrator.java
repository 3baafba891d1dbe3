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
    return folder().lastRun().orElseThrow();
  }

  /// All runs that he knows of, the first one first.
  List<RunFolder> runs() {
    var folder = folder();
    return folder.runs().stream().map(folder::run).toList();
  }

  private SiteFolder folder() {
    var path = Path.of(state);
    return SiteFolder.of(path, SiteFolder.sites(path).getFirst());
  }

  /// The arguments of a verb about the site.
  String[] verb(String verb, String... more) {
    return command(List.of(verb), more);
  }

  /// The same of a verb of several words, such as `history report`.
  String[] command(List<String> words, String... more) {
    var all = new ArrayList<>(words);
    all.addAll(site);
    all.addAll(List.of("--state", state, "--yes"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }
}
