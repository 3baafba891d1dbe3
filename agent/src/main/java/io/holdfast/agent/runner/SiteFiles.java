package io.holdfast.agent.runner;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.agent.host.Root;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// The small files of a site that every server keeps, so that losing an admin machine loses
/// nothing. Only these names; root's alone.
final class SiteFiles {
  private static final Pattern NAME =
      Pattern.compile("site\\.yaml|vault|pins|identity|journal/[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  static final int MAX_BYTES = 64 << 20;
  private final Root root;

  SiteFiles(Root root) {
    this.root = root;
  }

  Optional<byte[]> fetch(String name) throws IOException {
    return DurableFiles.read(place(name));
  }

  void store(String name, byte[] content) throws IOException {
    var place = place(name);
    DurableFiles.privateFolder(root.site());
    DurableFiles.privateFolder(DurableFiles.parent(place));
    DurableFiles.replace(place, content, Access.privateFile());
  }

  private Path place(String name) {
    if (!NAME.matcher(name).matches()) {
      var what = "\"" + name + "\" is not a file of the site's folder";
      throw HoldfastException.of(ProblemId.INTERNAL_ERROR, what);
    }
    return root.site().resolve(name);
  }
}
