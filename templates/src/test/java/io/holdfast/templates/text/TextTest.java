package io.holdfast.templates.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TextTest {
  record Sample(
      String zebra, int ant, Optional<String> none, List<Long> list, Map<String, String> map) {}

  @Test
  void canonicalJsonSortsEveryKeyAndLeavesAbsentValuesOut() {
    var map = new LinkedHashMap<String, String>();
    map.put("y", "1");
    map.put("B", "ü\n");
    var sample = new Sample("z", 1, Optional.empty(), List.of(3L, 2L), map);
    assertThat(new String(Json.canonical(sample), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"ant\":1,\"list\":[3,2],\"map\":{\"B\":\"ü\\n\",\"y\":\"1\"},\"zebra\":\"z\"}");
    assertThat(Json.write(Json.readTree("{\"b\":{\"d\":1,\"c\":2},\"a\":null}")))
        .isEqualTo("{\"a\":null,\"b\":{\"c\":2,\"d\":1}}");
    assertThat(Json.read(Json.canonical(sample), Sample.class)).isEqualTo(sample);
  }

  @Test
  void ourOwnJsonIsReadStrictlyAndForeignJsonLeniently() {
    var json = "{\"zebra\":\"z\",\"ant\":1,\"list\":[],\"map\":{},\"new\":true}";
    assertThatThrownBy(() -> Json.read(json, Sample.class))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("HF-CFG-019")
        .hasMessageContaining("new");
    assertThat(Json.readForeign(json.getBytes(StandardCharsets.UTF_8), Sample.class).zebra())
        .isEqualTo("z");
    assertThatThrownBy(() -> Json.readTree("{\"a\":1,\"a\":2}"))
        .isInstanceOf(HoldfastException.class);
    assertThatThrownBy(() -> Json.readTree("{} {}")).isInstanceOf(HoldfastException.class);
  }

  @Test
  void freeJsonIsLaidOverKeyByKeyAndNullRemoves() {
    var base = (ObjectNode) Json.readTree("{\"a\":{\"x\":1,\"y\":2},\"b\":[1],\"c\":3}");
    var over = Json.read("{\"a\":{\"y\":9},\"b\":[2,3],\"c\":null}", FreeJson.class);
    assertThat(Json.write(over.mergedOver(base)))
        .isEqualTo("{\"a\":{\"x\":1,\"y\":9},\"b\":[2,3]}");
    assertThat(Json.write(base)).contains("\"c\":3");
  }

  @Test
  void aSecretShowsItselfNowhere() {
    var secret = Secret.of("hunter2");
    assertThat(secret.toString() + Json.write(Map.of("s", secret))).doesNotContain("hunter2");
    assertThat(secret).isEqualTo(Secret.of("hunter2")).isNotEqualTo(Secret.of("hunter3"));
  }

  @Test
  void placeholdersAreListedAndResolved() {
    var text = SecretText.of("{\"encrypt\":\"" + SecretText.placeholder("consul.gossip") + "\"}");
    assertThat(text.names()).containsExactly("consul.gossip");
    assertThat(text.resolve(name -> Secret.of("k+/=")).reveal())
        .isEqualTo("{\"encrypt\":\"k+/=\"}");
    assertThatThrownBy(() -> text.resolve(name -> Secret.of("a\"b")))
        .hasMessageContaining("consul.gossip")
        .hasMessageNotContaining("a\"b");
    var file = SecretText.of("{{secret:tls.ca.cert}}\n");
    assertThat(file.resolve(name -> Secret.of("-----\nline")).reveal()).isEqualTo("-----\nline\n");
    var pair = SecretText.of("{{secret:cert}}\n{{secret:key}}\n");
    assertThat(pair.resolve(name -> Secret.of("--- " + name + "\nline")).reveal())
        .isEqualTo("--- cert\nline\n--- key\nline\n");
  }

  @Test
  void aPlainTextTakesNoPlaceholderAndNoTextAMisspeltOne() {
    assertThatThrownBy(() -> SecretText.plain("{{secret:x}}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecretText.of("{{secret:No Name}}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sha256HasOneSpelling() {
    assertThat(Sha256.of(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Sha256.isHex(Sha256.of("x"))).isTrue();
    assertThat(Sha256.isHex(Sha256.of("x").toUpperCase(java.util.Locale.ROOT))).isFalse();
  }

  @Test
  void versionsAreReadInUpstreamAndDistributionSpelling() {
    assertThat(ProductVersion.parse("20.10.24+dfsg1-1+b3").atLeast(23, 0)).isFalse();
    assertThat(ProductVersion.parse("26.1.5+dfsg1-9+b4").atLeast(23, 0)).isTrue();
    assertThat(ProductVersion.parse("1:1.9.3").atLeast(1, 12)).isFalse();
    assertThat(ProductVersion.parse("v1.15.4").atLeast(1, 15)).isTrue();
    assertThat(ProductVersion.parse("1.8.14+ent")).isEqualTo(new ProductVersion(1, 8, 14));
    assertThat(ProductVersion.parse("3.1")).isEqualTo(new ProductVersion(3, 1, 0));
    assertThat(ProductVersion.parse("1.2.3.4").toString()).isEqualTo("1.2.3");
    assertThatThrownBy(() -> ProductVersion.parse("latest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("latest");
  }

  @Test
  void versionsAreOrderedByTheirNumbersAndNotByTheirLetters() {
    assertThat(ProductVersion.parse("1.10.0")).isGreaterThan(ProductVersion.parse("1.9.7"));
    assertThat(ProductVersion.parse("2.0.0")).isGreaterThan(ProductVersion.parse("1.22.9"));
    assertThat(ProductVersion.parse("1.9.10")).isGreaterThan(ProductVersion.parse("1.9.9"));
    assertThat(ProductVersion.parse("1.9.10").line()).isEqualTo("1.9");
  }
}
