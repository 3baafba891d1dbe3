package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.host.LabHost;
import io.holdfast.lab.host.LabShape;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.lab.load.Load;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// A story of one engine on practice hosts of its own, on which the first bundle is installed; its
/// methods are the chapters. Runs in `./build check --all`.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PracticeStory {
  private static final int HTTP_PORT = 80;
  private static final String DOWNLOAD = "/cgi-bin/download";

  private final String name;
  private final Engine engine;
  private final UnaryOperator<LabShape> shape;
  private final List<DemoBundle> wanted;
  private Optional<PracticeSite> site = Optional.empty();
  private Optional<DemoBundles> bundles = Optional.empty();

  /// `shape` changes the usual hosts; `wanted` are the bundles that the story needs.
  PracticeStory(
      String story, Engine engine, UnaryOperator<LabShape> shape, List<DemoBundle> wanted) {
    this.name = story + "-" + engine.word();
    this.engine = engine;
    this.shape = shape;
    this.wanted = List.copyOf(wanted);
  }

  @BeforeAll
  final void installOnHosts() throws IOException {
    assumeTrue(Interruption.isAll(), name + " is told in ./build check --all");
    var home = ProjectHome.find();
    var ingredients = home.ingredients(engine);
    var practice = new PracticeSite(name, home.made(name), home.program());
    var made = new DemoBundles(practice.folder(), ingredients);
    for (var bundle : wanted) {
      made.build(practice.program(), bundle);
    }
    site = Optional.of(practice);
    bundles = Optional.of(made);
    practice.boot(engine, shape.apply(LabShape.usual(name)));
    var install = practice.install("site.yaml", made.file(DemoBundle.FIRST), made.trust());
    expect(practice.run(install), 0, "install");
  }

  @AfterAll
  final void removeHosts() {
    site.ifPresent(PracticeSite::remove);
  }

  final String name() {
    return name;
  }

  final Engine engine() {
    return engine;
  }

  final PracticeSite site() {
    return site.orElseThrow();
  }

  final DemoBundles bundles() {
    return bundles.orElseThrow();
  }

  final String second() {
    return bundles().file(DemoBundle.SECOND).toString();
  }

  final Program.Ended verb(String verb, String... more) {
    return site().run(site().administrator().verb(verb, more));
  }

  /// How many steps of a run that went well changed something.
  static int changed(Program.Ended ended) {
    return expect(ended, 0, "a run").path("changed").asInt(-1);
  }

  /// Work that may fail.
  interface Deed {
    void carryOut() throws IOException;
  }

  /// While requests and downloads go through both balancers, of which none may fail.
  final void underLoad(Deed deed) throws IOException {
    var balancers =
        site().hosts().stream()
            .filter(host -> host.kind() == LabHost.Kind.WORKER)
            .map(LabStatus.HostStatus::address)
            .toList();
    try (var load = Load.start(balancers, HTTP_PORT, DOWNLOAD, DemoBundles.downloadSha256())) {
      deed.carryOut();
      var seen = load.stop();
      PracticeSite.say(
          "%d of %d requests, %d failed, %d over 2 s, longest %d ms, %d downloads, %d failed"
              .formatted(
                  seen.total(),
                  seen.offered(),
                  seen.failed(),
                  seen.slow(),
                  seen.longestMs(),
                  seen.downloads(),
                  seen.downloadsFailed()));
      assertThat(seen.failures()).isEmpty();
    }
  }
}
