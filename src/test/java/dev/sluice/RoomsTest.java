package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of rooms: which package may use which. The README shows the same table in words. */
class RoomsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sluice");

  private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

  static {
    MAY_USE.put("message", List.of());
    MAY_USE.put("problem", List.of());
    MAY_USE.put("check", List.of("problem"));
    MAY_USE.put("json", List.of());
    MAY_USE.put("value", List.of());
    MAY_USE.put("report", List.of("json", "problem"));
    MAY_USE.put("model", List.of("json", "value"));
    MAY_USE.put("schema", List.of("problem"));
    MAY_USE.put("sync", List.of("message", "problem"));
    MAY_USE.put("stage", List.of("message", "problem", "schema", "sync", "value"));
    MAY_USE.put("checkpoint", List.of("json", "message", "problem"));
    MAY_USE.put("checkpoint.file", List.of("check", "checkpoint", "message", "problem"));
    MAY_USE.put("checkpoint.jdbc", List.of("check", "checkpoint", "message", "problem"));
    MAY_USE.put("checkpoint.memory", List.of("checkpoint", "message", "problem"));
    MAY_USE.put("checkpoint.kafka", List.of("check", "checkpoint", "kafka", "message", "problem"));
    MAY_USE.put("kafka", List.of("check", "message", "problem", "schema"));
    MAY_USE.put("expression", List.of("message", "problem", "value"));
    MAY_USE.put("definition", List.of("problem", "schema", "stage", "sync"));
    MAY_USE.put("graph", List.of("definition", "stage", "sync", "problem", "schema", "value"));
    MAY_USE.put(
        "runtime",
        List.of("definition", "graph", "stage", "sync", "checkpoint", "message", "problem"));
    MAY_USE.put(
        "observe",
        List.of(
            "definition",
            "graph",
            "json",
            "message",
            "problem",
            "runtime",
            "schema",
            "stage",
            "sync"));
    MAY_USE.put(
        "stages.filter", List.of("stage", "expression", "message", "problem", "schema", "value"));
    MAY_USE.put(
        "stages.kafka",
        List.of(
            "check",
            "model",
            "stage",
            "stages.filter",
            "kafka",
            "sync",
            "message",
            "problem",
            "schema",
            "value"));
    MAY_USE.put("stages.memory", List.of("stage", "message", "problem"));
    MAY_USE.put("quickstart", List.of());
    MAY_USE.put(
        "catalogue",
        List.of(
            "check",
            "model",
            "definition",
            "expression",
            "kafka",
            "stages.kafka",
            "stages.filter",
            "stages.memory",
            "stage",
            "graph",
            "runtime",
            "checkpoint",
            "checkpoint.file",
            "checkpoint.jdbc",
            "checkpoint.memory",
            "checkpoint.kafka",
            "sync",
            "message",
            "problem",
            "schema",
            "value"));
    MAY_USE.put(
        "verify",
        List.of(
            "catalogue",
            "checkpoint",
            "definition",
            "graph",
            "json",
            "message",
            "problem",
            "runtime",
            "stage"));
    MAY_USE.put(
        "offsets",
        List.of(
            "catalogue",
            "checkpoint",
            "definition",
            "graph",
            "json",
            "message",
            "problem",
            "runtime",
            "schema",
            "stage",
            "sync"));
    MAY_USE.put(
        "plan",
        List.of(
            "catalogue",
            "definition",
            "graph",
            "json",
            "message",
            "problem",
            "report",
            "schema",
            "stage",
            "stages.kafka",
            "sync"));
    MAY_USE.put(
        "preview",
        List.of(
            "catalogue",
            "definition",
            "graph",
            "json",
            "message",
            "offsets",
            "problem",
            "report",
            "runtime",
            "stage",
            "value"));
    MAY_USE.put(
        "testing",
        List.of(
            "catalogue",
            "definition",
            "graph",
            "json",
            "message",
            "preview",
            "problem",
            "report",
            "runtime",
            "schema",
            "stage",
            "value"));
    MAY_USE.put(
        "review",
        List.of(
            "report",
            "definition",
            "graph",
            "problem",
            "catalogue",
            "runtime",
            "check",
            "json",
            "kafka",
            "model",
            "schema",
            "stage",
            "stages.kafka",
            "value"));
  }

  private static GivenClassesConjunction room(String name) {
    return classes().that().resideInAPackage("dev.sluice." + name);
  }

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyWhatTheTableSays() {
    return MAY_USE.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  List<String> others = new ArrayList<>(MAY_USE.keySet());
                  others.add("cli");
                  others.remove(entry.getKey());
                  others.removeAll(entry.getValue());
                  String[] forbidden =
                      others.stream().map(name -> "dev.sluice." + name).toArray(String[]::new);
                  noClasses()
                      .that()
                      .resideInAPackage("dev.sluice." + entry.getKey())
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage(forbidden)
                      .check(CLASSES);
                }));
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> known =
        Set.copyOf(
            Stream.concat(Stream.of("cli"), MAY_USE.keySet().stream())
                .map(name -> "dev.sluice." + name)
                .toList());
    List<String> unknown =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .distinct()
            .filter(each -> !known.contains(each))
            .toList();
    org.assertj.core.api.Assertions.assertThat(unknown).isEmpty();
  }

  @Test
  void roomsDoNotGoInCircles() {
    SlicesRuleDefinition.slices()
        .matching("dev.sluice.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void librariesStayInTheirRooms() {
    only("org.yaml.snakeyaml..", "definition");
    only("dev.cel..", "expression", "value");
    only("com.google.re2j..", "stages.kafka");
    only("org.apache.kafka..", "kafka", "stages.kafka", "checkpoint.kafka", "quickstart", "cli");
    only(
        "com.fasterxml.jackson..",
        "value",
        "checkpoint",
        "checkpoint.kafka",
        "json",
        "model",
        "quickstart",
        "offsets",
        "verify",
        "report",
        "testing",
        "plan",
        "preview",
        "review",
        "observe",
        "cli");
    only("io.micrometer..", "observe");
    only("org.jline..", "observe");
    only("com.sun.net.httpserver..", "observe");
    only("com.github.difflib..", "testing", "plan", "preview");
    only("java.sql..", "checkpoint.jdbc");
    only("javax.sql..", "checkpoint.jdbc");
    only("org.flywaydb..", "checkpoint.jdbc");
    only("org.postgresql..", "checkpoint.jdbc");
    only("org.h2..", "checkpoint.jdbc");
    only("io.quarkus..", "cli");
    only("picocli..", "cli");
  }

  private static void only(String library, String... rooms) {
    String[] packages =
        Arrays.stream(rooms).map(name -> "dev.sluice." + name).toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void nobodyReflectsOrScans() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.lang.reflect..")
        .orShould()
        .callMethod(Class.class, "forName", String.class)
        .check(CLASSES);
    room("message")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "dev.sluice.message", "org.jspecify..")
        .check(CLASSES);
    room("problem")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "dev.sluice.problem", "org.jspecify..")
        .check(CLASSES);
  }
}
