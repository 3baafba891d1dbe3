package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.expect;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.host.LabShape;
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
}
