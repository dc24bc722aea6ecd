package dev.sevsim.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final List<String> PARTIES = List.of("psp", "host", "ovmf", "kernel", "owner", "amd");

    private static final List<String> HUBS = List.of("abi", "bus", "io", "memory", "crypto");

    /** What stands on the parties. */
    private static final List<String> OUTER =
            List.of("machine", "scenario", "view", "service", "bridge", "cli", "junit", "assertj");

    private static final List<String> CLOCK_READS =
            List.of("java.lang.System.currentTimeMillis", "java.lang.System.nanoTime", "java.time.Instant.now");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sevsim");

    @ParameterizedTest
    @ValueSource(strings = {"psp", "host", "ovmf", "kernel", "owner", "amd"})
    void partySeesNoOtherParty(String party) {
        String[] others = PARTIES.stream()
                .filter(other -> !other.equals(party))
                .map(other -> "dev.sevsim." + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("dev.sevsim." + party + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.sevsim.machine..")
                .check(CLASSES);
    }

    @Test
    void hubsSeeNoParty() {
        String[] above = Stream.concat(PARTIES.stream(), OUTER.stream())
                .map(name -> "dev.sevsim." + name + "..")
                .toArray(String[]::new);
        String[] hubs = HUBS.stream().map(hub -> "dev.sevsim." + hub + "..").toArray(String[]::new);

        noClasses()
                .that()
                .resideInAnyPackage(hubs)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .check(CLASSES);
    }

    @Test
    void cryptoDependsOnFormatsAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.crypto..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.sevsim.crypto..",
                        "dev.sevsim.abi..",
                        "java..",
                        "javax.crypto..",
                        "org.bouncycastle..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void onlyCryptoUsesBouncyCastle() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sevsim.crypto..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void abiDependsOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.abi..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dev.sevsim.abi..", "java..", "javax.crypto..", "org.jspecify..")
                .check(CLASSES);
    }

    /** The layers above the parties, from the lowest: none depends on one after it, and the service not on the machine. */
    @Test
    void outerModulesDependDownwardsOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.machine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sevsim.scenario..",
                        "dev.sevsim.view..",
                        "dev.sevsim.bridge..",
                        "dev.sevsim.cli..",
                        "dev.sevsim.service..",
                        "dev.sevsim.junit..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.scenario..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sevsim.view..", "dev.sevsim.cli..", "dev.sevsim.service..", "dev.sevsim.junit..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.service..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sevsim.cli..", "dev.sevsim.machine..", "dev.sevsim.scenario..", "dev.sevsim.junit..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.assertj..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sevsim.cli..", "dev.sevsim.service..", "dev.sevsim.junit..", "org.junit..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.junit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sevsim.cli..", "dev.sevsim.service..", "picocli..", "org.jline..", "io.grpc..")
                .check(CLASSES);
    }

    @Test
    void viewSeesMachineAndScenariosAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sevsim.cli..", "dev.sevsim.service..", "dev.sevsim.bridge..", "dev.sevsim.junit..")
                .check(CLASSES);
    }

    @Test
    void bridgeSeesTheMachineAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.sevsim.bridge..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sevsim.cli..",
                        "dev.sevsim.scenario..",
                        "dev.sevsim.view..",
                        "dev.sevsim.service..",
                        "dev.sevsim.junit..")
                .check(CLASSES);
    }

    /** The classes that a test project gets with the JUnit extension. */
    @Test
    void machineAndExtensionUseFewLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sevsim.cli..", "dev.sevsim.service..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.sevsim..",
                        "java..",
                        "javax.crypto..",
                        "org.bouncycastle..",
                        "io.netty..",
                        "tools.jackson..",
                        "org.jspecify..",
                        "org.junit..",
                        "org.opentest4j..",
                        "org.assertj..",
                        "org.snakeyaml.engine..")
                .check(CLASSES);
    }

    @Test
    void packagesOfAModuleFormNoCycles() {
        List<String> modules =
                Stream.of(HUBS, PARTIES, OUTER).flatMap(List::stream).toList();
        for (String module : modules) {
            slices().matching("dev.sevsim." + module + ".(**)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    /** Threads come from the {@code Workers} of a machine, never from a pool of the whole process. */
    @Test
    void noClassUsesTheCommonPool() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ForkJoinPool.class)
                .orShould()
                .callMethod(Collection.class, "parallelStream")
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "target is a parallel stream",
                        call -> call.getName().equals("parallel")
                                && call.getTargetOwner().isAssignableTo(BaseStream.class)))
                .check(CLASSES);
    }

    /** How long real programs are waited for is no part of a run. */
    @Test
    void onlyWaitsForRealProgramsReadTheWallClock() {
        DescribedPredicate<JavaCall<?>> readsAClock = DescribedPredicate.describe(
                "target is System.currentTimeMillis, System.nanoTime or Instant.now",
                call -> CLOCK_READS.contains(call.getTarget().getOwner().getName() + "." + call.getName()));
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sevsim.bridge.RealTime")
                .should()
                .callMethodWhere(readsAClock)
                .check(CLASSES);
    }

    @Test
    void onlyTheSeedComesFromTheOperatingSystem() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sevsim.bus.time.SeededRandom")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(SecureRandom.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    /** A build shows the seed of a failed test in no other place. */
    @Test
    void onlyTheCommandLineAndFailedTestsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sevsim.cli..")
                .and()
                .doNotHaveFullyQualifiedName("dev.sevsim.junit.SevSimulatorExtension")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(CLASSES);
    }

    @Test
    void noClassThrowsBareRuntimeExceptions() {
        noClasses()
                .should()
                .callConstructor(RuntimeException.class, String.class)
                .orShould()
                .callConstructor(RuntimeException.class, String.class, Throwable.class)
                .orShould()
                .callConstructor(RuntimeException.class)
                .check(CLASSES.that(
                        DescribedPredicate.describe("are not exceptions", c -> !c.isAssignableTo(Throwable.class))));
    }
}
