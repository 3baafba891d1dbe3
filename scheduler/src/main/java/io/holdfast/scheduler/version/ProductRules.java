package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;
import io.holdfast.templates.yaml.Default;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is known about the releases of one product, as its file in the resources says it.
///
/// @param product the component's name
/// @param title the product's name as people write it
/// @param source who says which line may follow which
/// @param least the oldest release that is installed anew
/// @param lines oldest first
/// @param keys keys of its configuration that went, or will go
public record ProductRules(
    String product,
    String title,
    String source,
    Optional<LeastRelease> least,
    List<ReleaseLine> lines,
    List<RefusedRelease> refused,
    @Default("[]") List<ChangedKey> keys) {
  public ProductRules {
    lines = List.copyOf(lines);
    refused = List.copyOf(refused);
    keys = List.copyOf(keys);
    var known = new HashSet<String>();
    var last = new ProductVersion(0, 0, 0);
    for (var line : lines) {
      if (line.number().compareTo(last) <= 0) {
        throw new IllegalArgumentException("the lines are not in their order at " + line.line());
      }
      if (!known.containsAll(line.after())) {
        throw new IllegalArgumentException(line.line() + " follows a line that is not there");
      }
      known.add(line.line());
      last = line.number();
    }
  }

  /// Read once: they are data of this program.
  private static final Map<String, ProductRules> KNOWN = known();

  /// The rules of a product, when there are any.
  static Optional<ProductRules> of(String product) {
    return Optional.ofNullable(KNOWN.get(product));
  }

  private static Map<String, ProductRules> known() {
    return VersionRules.PRODUCTS.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                product -> product,
                product -> read(product + ".yaml", text(product).orElseThrow())));
  }

  static ProductRules read(String file, String text) {
    return YamlBinder.read(file, text, ProductRules.class).value();
  }

  private static Optional<String> text(String product) {
    try (var stream = ProductRules.class.getResourceAsStream(product + ".yaml")) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  Optional<ReleaseLine> line(ProductVersion version) {
    return lines.stream().filter(line -> line.line().equals(version.line())).findFirst();
  }

  /// What has to be seen to on the way from one release to another, also of lines that are passed
  /// over.
  List<String> mind(ProductVersion from, ProductVersion to) {
    return lines.stream()
        .filter(line -> line.number().compareTo(ProductVersion.parse(from.line())) > 0)
        .filter(line -> line.number().compareTo(to) <= 0)
        .flatMap(line -> line.mind().stream())
        .toList();
  }

  Optional<RefusedRelease> refused(String version) {
    return refused.stream().filter(release -> release.covers(version)).findFirst();
  }

  /// The releases to stop at, newest first.
  List<String> stops() {
    return lines.reversed().stream().flatMap(line -> line.stop().stream()).toList();
  }

  /// Whether one release may follow another directly, as far as their numbers go.
  boolean mayFollow(ProductVersion from, ProductVersion to) {
    if (from.compareTo(to) > 0) {
      return false;
    }
    return from.line().equals(to.line())
        || line(to).filter(line -> line.mayFollow(from, to)).isPresent();
  }
}
