package io.holdfast.installer.cli;

import io.holdfast.installer.run.UserFile;
import io.holdfast.templates.site.HostEntries;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Hosts that left the cluster and are still in the site file. They are taken out of it where that
/// changes nothing else in it; where it cannot be done so, or where somebody changed the file
/// meanwhile, a person is told which lines to delete.
final class LeftHosts {
  private static final String NEXT = "Next: holdfast apply   # tells the other hosts";

  private final SiteContext context;
  private final Set<String> hosts;
  private final Optional<String> rest;

  private LeftHosts(SiteContext context, Set<String> hosts) {
    this.context = context;
    this.hosts = new TreeSet<>(hosts);
    this.rest = HostEntries.of(context.file().toString(), context.text()).without(this.hosts);
  }

  static LeftHosts of(SiteContext context, Set<String> hosts) {
    return new LeftHosts(context, hosts);
  }

  /// What becomes of the site file, for who is asked.
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        rest.isPresent()
            ? "  When they have left, this is taken out of " + context.file() + ":"
            : "  When they have left, take this out of " + context.file() + " yourself:");
    var all = context.text().lines().toList();
    for (var span : HostEntries.of(context.file().toString(), context.text()).spans(hosts)) {
      for (var number = span.first(); number <= span.last(); number++) {
        lines.add("    " + number + ": " + all.get(number - 1));
      }
    }
    return lines;
  }

  /// Changes the file as a whole or not at all.
  void takeOut(Consumer<String> told) {
    var names = String.join(", ", hosts);
    if (rest.isPresent() && isUnchanged()) {
      var text = rest.get().getBytes(StandardCharsets.UTF_8);
      if (Files.isRegularFile(context.file())) {
        UserFile.replace("The site file", context.file(), text);
      }
      context.folder().saveSiteText(text);
      told.accept("Took " + names + " out of " + context.file() + ".");
    } else {
      told.accept("Take " + names + " out of " + context.file() + " yourself: " + where() + ".");
    }
    told.accept(NEXT);
  }

  private boolean isUnchanged() {
    return !Files.isRegularFile(context.file())
        || new String(UserFile.read("The site file", context.file()), StandardCharsets.UTF_8)
            .equals(context.text());
  }

  private String where() {
    return isUnchanged()
        ? HostEntries.of(context.file().toString(), context.text()).spans(hosts).stream()
            .map(span -> span.host() + " is line " + span.first() + " to " + span.last())
            .collect(Collectors.joining(", "))
        : "it was changed meanwhile";
  }
}
