package io.parvada.transfer;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
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
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the engine and who may import whom. */
class ArchitectureTest {

    private static final String ROOT = "io.parvada.transfer";

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("error", Set.of()),
            Map.entry("credential", Set.of("error")),
            Map.entry("content", Set.of("error")),
            Map.entry("disk", Set.of("error", "content")),
            Map.entry("parts", Set.of("error", "content", "disk")),
            Map.entry("storage", Set.of("error", "content", "disk", "parts")),
            Map.entry("plan", Set.of("content")),
            Map.entry("fetch", Set.of("error", "content", "storage", "plan")),
            Map.entry("push", Set.of("error", "content", "storage")),
            Map.entry("connection", Set.of("error")),
            Map.entry("wire", Set.of("error", "content", "storage", "fetch", "push", "connection")));

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
    void theEngineKnowsNeitherSpringNorJson() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "net.devh..", "com.fasterxml..", "tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWireAndItsConnectionKnowGrpc() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".wire", ROOT + ".connection")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.parvada.proto..")
                .check(CLASSES);
    }

    @Test
    void nobodySleepsMakesThreadsOrBorrowsTheCommonPool() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callConstructorWhere(target(owner(equivalentTo(Thread.class))))
                .orShould()
                .callMethod(ForkJoinPool.class, "commonPool")
                .check(CLASSES);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > ROOT.length() ? name.substring(ROOT.length() + 1) : "";
    }
}
