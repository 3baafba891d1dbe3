package io.holdfast.templates.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `docs/corporate-sites.md` tells people to write into `site.yaml`.
class CorporateSitesTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts: [{name: s1, address: 10.0.0.11, roles: [server, worker]}]
      """;

  @Test
  void eachOfItsExamplesIsRead() throws IOException {
    var blocks = blocks();
    assertThat(blocks).hasSizeGreaterThan(3);
    for (var block : blocks) {
      var engine = block.contains("engine:") ? "" : "engine: nomad\n";
      assertThatCode(() -> SiteReader.read("site.yaml", SITE + engine + block))
          .as(block)
          .doesNotThrowAnyException();
    }
  }

  private static List<String> blocks() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "corporate-sites.md"));
    return BLOCK.matcher(page).results().map(found -> found.group(1)).toList();
  }
}
