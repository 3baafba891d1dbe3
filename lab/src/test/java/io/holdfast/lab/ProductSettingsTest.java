package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.render.ComponentFiles;
import io.holdfast.templates.render.GeneratedFile;
import io.holdfast.templates.render.HostModel;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.vendor.VendorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The tables of `docs/product-settings.md` against what is generated for a host that is
/// everything.
class ProductSettingsTest {
  private static final HostModel MODEL = model();

  private static HostModel model() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            engine: nomad
            access: {user: ops, keyFile: id, sudo: password}
            vault: {keyFile: vault.key}
            hosts:
              - {name: s1, address: 10.0.0.1, roles: [server, worker]}
            """);
    return HostModel.of(
        site,
        site.hosts().getFirst(),
        VendorSettings.none(),
        Map.of("consul", "1.15.4", "nomad", "2.0.5"));
  }

  /// The rows of the table below a heading, without those of its head.
  private static List<List<String>> rows(String heading) throws IOException {
    var text = Files.readString(Documents.PROJECT.resolve("docs/product-settings.md"));
    var section = text.substring(text.indexOf("\n## " + heading + "\n") + 4);
    var end = section.indexOf("\n## ");
    return (end < 0 ? section : section.substring(0, end))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Stream.of(line.split("\\|")).map(cell -> cell.strip().replace("`", "")))
        .map(Stream::toList)
        .toList();
  }

  private static ComponentFiles files(String component) {
    return new Renderer().files(MODEL, component);
  }

  private static String text(GeneratedFile file) {
    return file.text().resolve(Secret::of).reveal();
  }

  @Test
  void everySettingIsAsItIsDescribed() throws IOException {
    for (var product : List.of("Nomad", "Consul")) {
      var config =
          Json.readTree(
              text(files(product.toLowerCase(java.util.Locale.ROOT)).copyFiles().getFirst()));
      var rows = rows(product);
      assertThat(rows).hasSizeGreaterThan(10);
      for (var row : rows) {
        assertThat(at(config, row.get(1))).as(product + " " + row.get(1)).isEqualTo(row.get(2));
      }
    }
  }

  private static String at(JsonNode config, String path) {
    var node = config;
    for (var name : path.split("\\.")) {
      node = node.path(name);
    }
    return node.asString("");
  }

  @Test
  void everyLineOfAUnitIsAsItIsDescribed() throws IOException {
    var units =
        Stream.of("nomad", "consul")
            .flatMap(component -> files(component).placedFiles().stream())
            .filter(file -> file.path().endsWith(".service"))
            .toList();
    var rows = rows("Units");
    assertThat(rows).isNotEmpty();
    for (var row : rows) {
      assertThat(units)
          .filteredOn(unit -> unit.path().endsWith("/" + row.get(1)))
          .singleElement()
          .satisfies(unit -> assertThat(text(unit).lines()).contains(row.get(2)));
    }
  }
}
