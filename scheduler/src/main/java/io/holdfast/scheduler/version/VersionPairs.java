package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;
import io.holdfast.templates.yaml.YamlBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Which lines of Nomad and of Consul are known to go together. A pair that is not here may work:
/// then nobody has said so.
public record VersionPairs(List<Pair> pairs) {

  /// Each of these lines of Nomad goes with each of these lines of Consul.
  ///
  /// @param source who says so
  public record Pair(List<String> nomad, List<String> consul, String source) {
    public Pair {
      nomad = List.copyOf(nomad);
      consul = List.copyOf(consul);
    }
  }

  public VersionPairs {
    pairs = List.copyOf(pairs);
  }

  /// Read once: they are data of this program.
  private static final VersionPairs KNOWN = read();

  public static VersionPairs known() {
    return KNOWN;
  }

  private static VersionPairs read() {
    try (var stream = VersionPairs.class.getResourceAsStream("pairs.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks pairs.yaml");
      }
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return YamlBinder.read("pairs.yaml", text, VersionPairs.class).value();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Who says that these two releases go together; empty when nobody does.
  public Optional<String> source(String nomad, String consul) {
    var nomadLine = ProductVersion.find(nomad).map(ProductVersion::line).orElse("");
    var consulLine = ProductVersion.find(consul).map(ProductVersion::line).orElse("");
    return pairs.stream()
        .filter(pair -> pair.nomad().contains(nomadLine) && pair.consul().contains(consulLine))
        .map(Pair::source)
        .findFirst();
  }

  /// The sentence about two releases of which nobody has said that they go together.
  public Optional<String> doubt(String nomad, String consul) {
    return source(nomad, consul).isPresent()
        ? Optional.empty()
        : Optional.of(
            "nobody has said that nomad %s and consul %s go together".formatted(nomad, consul));
  }
}
