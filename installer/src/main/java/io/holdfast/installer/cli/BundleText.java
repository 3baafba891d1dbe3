package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles.Summary;
import java.util.ArrayList;
import java.util.List;

/// A bundle's contents as people read them.
final class BundleText {
  private BundleText() {}

  static List<String> lines(Summary summary) {
    var lines = new ArrayList<String>();
    lines.add(summary.name() + " " + summary.version() + " for engine " + summary.engine());
    lines.add("digest     " + summary.digest());
    lines.add("signed by  " + summary.signer());
    summary.signerKeys().forEach(key -> lines.add("key        " + key));
    lines.add("size       " + summary.bytes() + " bytes in " + summary.blobs() + " blobs");
    for (var part : summary.components()) {
      lines.add(
          String.format(
              "component  %-10s %-24s %-9s %15d bytes  %s",
              part.name(), part.version(), part.kind(), part.bytes(), part.licence()));
      part.contents().forEach(content -> lines.add("             " + content));
    }
    for (var stop : summary.stops()) {
      for (var part : stop.components()) {
        lines.add(
            String.format(
                "stop       %-10s %-10s %-24s %15d bytes  %s",
                stop.stop(), part.name(), part.version(), part.bytes(), part.licence()));
      }
    }
    for (var image : summary.images()) {
      lines.add(
          "image      " + image.reference() + "  " + image.platform() + "  " + image.digest());
    }
    summary.services().forEach(service -> lines.add("service    " + service));
    summary.jobs().forEach(job -> lines.add("job        " + job));
    return lines;
  }
}
