package io.holdfast.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the directions between modules and what a module may not touch (docs/adr/0001).
class DirectionsTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.holdfast");

  private static final Map<String, List<String>> MAY_KNOW =
      Map.of(
          "templates", List.of(),
          "bundle", List.of("templates"),
          "airgap", List.of("bundle", "templates"),
          "scheduler", List.of("templates", "bundle"),
          "agent", List.of("airgap", "scheduler", "bundle", "templates"),
          "installer", List.of("agent", "airgap", "scheduler", "bundle", "templates"),
          "lab", List.of("installer", "agent", "airgap", "scheduler", "bundle", "templates"));

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(OURS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"templates", "bundle", "airgap", "scheduler", "agent", "installer", "lab"})
  void knowsOnlyTheModulesItMayKnow(String module) {
    var forbidden = new ArrayList<String>();
    for (var other : MAY_KNOW.keySet()) {
      if (!other.equals(module) && !MAY_KNOW.getOrDefault(module, List.of()).contains(other)) {
        forbidden.add("io.holdfast." + other + "..");
      }
    }
    check(
        noClasses()
            .that()
            .resideInAPackage("io.holdfast." + module + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(forbidden.toArray(String[]::new)));
  }

  @Test
  void takesNoThreadFileOrRandomSourceInTheScheduler() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.holdfast.scheduler..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.concurrent\\.(.*Executor.*|ForkJoin.*|Timer.*)")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|Timer|TimerTask)")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.security\\.SecureRandom|java\\.io\\.File.*|java\\.io\\.RandomAccessFile")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files"));
  }

  @Test
  void readsNoWallClockInTheScheduler() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.holdfast.scheduler..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random"));
  }

  @Test
  void keepsTheImageBuilderInOnePackageOfBundle() {
    assertThat(packagesUsing("com.google.cloud.tools"))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(name -> name.startsWith("io.holdfast.bundle"));
  }

  @Test
  void keepsOpenPgpInOnePackageOfBundle() {
    assertThat(packagesUsing("org.bouncycastle.openpgp"))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(name -> name.startsWith("io.holdfast.bundle"));
  }

  @Test
  void keepsTheSshLibraryInOnePackageOfInstaller() {
    assertThat(packagesUsing("com.jcraft.jsch"))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(name -> name.startsWith("io.holdfast.installer"));
  }

  private static SortedSet<String> packagesUsing(String library) {
    return OURS.stream()
        .filter(type -> uses(type, library))
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean uses(JavaClass type, String library) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().getPackageName().startsWith(library));
  }
}
