package io.holdfast.bundle.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionSourcesTest {
  @TempDir Path apt;

  @BeforeEach
  void folder() throws IOException {
    Files.createDirectory(apt.resolve("sources.list.d"));
  }

  @Test
  void putsAnotherReleaseIntoTheMachinesOwnMirrors() throws IOException {
    Files.writeString(
        apt.resolve("sources.list.d/base.sources"),
        """
        Types: deb deb-src
        # a remark
        URIs: http://mirror.example/debian
        Suites: bookworm bookworm-updates
        Components: main contrib
        Signed-By: /keys/debian.gpg

        Types: deb
        URIs: http://mirror.example/security
        Suites: bookworm-security
        Components: main
        """);
    Files.writeString(
        apt.resolve("sources.list.d/other.list"), "deb http://other.example/apt nodistro main\n");
    assertThat(DistributionSources.read(apt, "bookworm").forRelease("trixie"))
        .extracting(DistributionSources.Entry::line)
        .containsExactly(
            "deb [signed-by=/keys/debian.gpg] http://mirror.example/debian trixie main contrib",
            "deb [signed-by=/keys/debian.gpg] http://mirror.example/debian trixie-updates main contrib",
            "deb http://mirror.example/security trixie-security main");
  }

  @Test
  void readsOneLineEntries() throws IOException {
    Files.writeString(
        apt.resolve("sources.list"),
        """
        # deb http://mirror.example/debian sid main
        deb [ signed-by=/k.gpg arch=amd64 ] http://mirror.example/debian bookworm main # here
        deb-src http://mirror.example/debian bookworm main
        """);
    assertThat(DistributionSources.read(apt, "bookworm").forRelease("bookworm"))
        .extracting(DistributionSources.Entry::line)
        .containsExactly(
            "deb [signed-by=/k.gpg arch=amd64] http://mirror.example/debian bookworm main");
  }

  @Test
  void saysWhenTheMachineHasNoSourceOfItsRelease() {
    assertThatThrownBy(() -> DistributionSources.read(apt, "bookworm"))
        .hasMessageContaining("names no source of its release bookworm");
  }
}
