package io.parvada.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom in the client, as the package-info files say it. */
@AnalyzeClasses(packages = "io.parvada.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule importsPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("io.parvada.cli")
            .layer("account")
            .definedBy("io.parvada.cli.account")
            .layer("ask")
            .definedBy("io.parvada.cli.ask")
            .layer("move")
            .definedBy("io.parvada.cli.move")
            .layer("echo")
            .definedBy("io.parvada.cli.echo")
            .layer("http")
            .definedBy("io.parvada.cli.http")
            .layer("holder")
            .definedBy("io.parvada.cli.holder")
            .layer("local")
            .definedBy("io.parvada.cli.local")
            .layer("session")
            .definedBy("io.parvada.cli.session")
            .layer("peer")
            .definedBy("io.parvada.cli.peer")
            .layer("output")
            .definedBy("io.parvada.cli.output")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("account")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("ask")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("move")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("echo")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("move")
            .whereLayer("holder")
            .mayOnlyBeAccessedByLayers("cli", "move", "echo")
            .whereLayer("local")
            .mayOnlyBeAccessedByLayers("move", "http")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("cli", "account", "ask", "move", "echo", "holder")
            .whereLayer("peer")
            .mayOnlyBeAccessedByLayers("cli", "account", "ask", "move", "echo", "http", "holder", "session");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.parvada.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule helpLoadsNoGrpc = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.parvada.cli",
                    "io.parvada.cli.session",
                    "io.parvada.cli.output",
                    "io.parvada.cli.account",
                    "io.parvada.cli.ask")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.parvada.transfer.wire..", "io.parvada.transfer.fetch..");

    @ArchTest
    static final ArchRule theClientDependsOnNoPeer =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.parvada.peer..", "org.springframework..");
}
