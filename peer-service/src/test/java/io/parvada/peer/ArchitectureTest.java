package io.parvada.peer;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of peer-service and who may import whom. A new room, or a new arrow, is a line in this table. */
class ArchitectureTest {

    private static final String ROOT = "io.parvada.peer";

    private static final Map<String, Set<String>> MAY_IMPORT = table("""
            address    <-
            time       <-
            config     <- address
            identity   <- address config
            proof      <- address identity
            credential <- config identity
            tls        <- config
            membership <- address identity proof
            names      <-
            pace       <- config time
            arrivals   <-
            watch      <-
            catalog    <- config names pace time watch
            query      <- address arrivals config identity names catalog
            directory  <- address config credential identity query
            directorystore <- address config directory identity names query
            roster     <- address config identity membership
            overlay    <- address config identity membership proof time
            summary    <- catalog identity membership names overlay query time
            search     <- address arrivals config identity names catalog query overlay summary time
            transfers  <- catalog config pace time
            downloads  <- arrivals config identity overlay query search transfers pace time
            announce   <- address catalog config credential directory identity query
            remote     <- access address announce config credential directory identity time proof tls membership query summary downloads pace http
            http       <- address config credential identity
            access     <- config credential http pace
            connector  <-
            metalink   <- address config identity catalog query search time
            grpc       <- access address config credential identity pace proof tls
            rpc        <- address arrivals config identity catalog overlay search transfers grpc pace time
            representation <- catalog config connector http pace transfers
            rest       <- address announce config credential directory identity names catalog membership query overlay search summary transfers downloads http metalink pace proof representation time
            """);

    /** Where a framework calls in; everywhere else only a *Configuration knows Spring's annotations. */
    private static final Set<String> EDGES =
            Set.of(ROOT, ROOT + ".rest", ROOT + ".http", ROOT + ".grpc", ROOT + ".rpc");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static Stream<String> rooms() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomImportsOnlyWhatTheTableAllows(String room) {
        Set<String> imported = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> room(type).equals(room))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith(ROOT))
                .map(ArchitectureTest::room)
                .filter(target -> !target.equals(room))
                .forEach(imported::add);
        assertThat(MAY_IMPORT.get(room)).as("imports of " + room).containsAll(imported);
    }

    @Test
    void everyRoomIsInTheTableAndOneLevelDeep() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(type.getPackageName()));
        packages.remove(ROOT);
        assertThat(packages).allSatisfy(name -> assertThat(MAY_IMPORT).containsKey(name.substring(ROOT.length() + 1)));
    }

    @Test
    void roomsAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatLivesThere() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> packages = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(packages)
                    .isNotEmpty()
                    .allSatisfy(directory ->
                            assertThat(directory.resolve("package-info.java")).exists());
        }
    }

    @Test
    void onlyConfigurationsAndTheEdgesKnowSpringsAnnotations() {
        Set<String> annotated = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> !EDGES.contains(type.getPackageName()))
                .filter(type -> !type.getSimpleName().endsWith("Configuration"))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> dependency.getTargetClass().isAnnotation()
                                && dependency.getTargetClass().getPackageName().startsWith("org.springframework")))
                .forEach(type -> annotated.add(type.getName()));
        assertThat(annotated).isEmpty();
    }

    @Test
    void configurationsArePackagePrivate() {
        classes()
                .that()
                .areAnnotatedWith("org.springframework.context.annotation.Configuration")
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void onlyConfigurationsMakeThreads() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Configuration")
                .should()
                .callConstructorWhere(target(owner(equivalentTo(Thread.class))))
                .check(CLASSES);
    }

    @Test
    void nobodySleepsOrBorrowsTheCommonPool() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(ForkJoinPool.class, "commonPool")
                .orShould()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(Executors.class, "newCachedThreadPool")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.scheduling.annotation.Scheduled")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.scheduling.annotation.Async")
                .check(CLASSES);
    }

    @Test
    void onlyTheRoomsOfGrpcKnowItsStarter() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".grpc", ROOT + ".rpc")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.devh..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCatalogAndTheDirectorysStoreKnowTheirDatabases() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".catalog", ROOT + ".directorystore", ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "org.sqlite..",
                        "org.postgresql..",
                        "org.springframework.jdbc..",
                        "org.flywaydb..")
                .check(CLASSES);
    }

    @Test
    void nothingIsOnJackson2() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
                .check(CLASSES);
    }

    private static Map<String, Set<String>> table(String text) {
        return text.lines()
                .map(line -> line.split("<-", 2))
                .collect(Collectors.toMap(
                        line -> line[0].strip(),
                        line -> Set.of(
                                line[1].isBlank()
                                        ? new String[0]
                                        : line[1].strip().split(" "))));
    }

    /** {@code search} of {@code io.parvada.peer.search.Hit}; empty for the root. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > ROOT.length() ? name.substring(ROOT.length() + 1) : "";
    }
}
