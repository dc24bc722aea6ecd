package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.it.SpecRefs.Entry;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.mailbox.CommandSet;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/specrefs.yaml against the code, in both directions. */
class SpecRefsTest {
    private static final SpecRefs REFS = SpecRefs.read();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sevsim");

    static Stream<Entry> entries() {
        return REFS.all();
    }

    @Test
    void hasTheSectionsThatAreChecked() {
        assertThat(REFS.sections())
                .containsExactly(
                        "firmware", "device", "kvm", "ioctls", "codes", "structures", "formulas", "rules", "flaws");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void isEitherAbsentOrHasClassAndTest(Entry entry) {
        assertThat(entry.source()).isNotBlank();
        if (entry.isAbsent()) {
            assertThat(entry.className()).isEmpty();
            assertThat(entry.test()).isEmpty();
        } else {
            assertThat(entry.className()).isNotEmpty();
            assertThat(entry.test()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void namesAClassThatExists(Entry entry) {
        entry.className()
                .ifPresent(name -> assertThat(CLASSES.contain(name))
                        .as("%s: class %s", entry, name)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void namesATestThatExists(Entry entry) throws IOException {
        if (entry.test().isPresent()) {
            List<Path> files = SpecRefs.testSources(entry.test().get());

            assertThat(files).as("%s: test %s", entry, entry.test().get()).hasSize(1);
            assertThat(Files.readString(files.get(0))).containsAnyOf("@Test", "@ParameterizedTest");
        }
    }

    @Test
    void listsEveryFirmwareCommandWithItsOwnClass() {
        Set<String> present = CommandSet.all().stream().map(c -> c.id().name()).collect(Collectors.toSet());

        assertThat(REFS.names("firmware")).containsAll(names(CommandId.values()));
        assertThat(REFS.present("firmware")).isEqualTo(present);
        for (FirmwareCommand command : CommandSet.all()) {
            assertThat(REFS.entry("firmware", command.id().name()).className())
                    .contains(command.getClass().getName());
        }
    }

    @Test
    void listsEveryFlaw() {
        assertThat(REFS.names("flaws")).containsAll(names(FirmwareFlaw.values()));
    }

    @Test
    void listsEveryClassThatServesACommand() {
        listsImplementors("firmware", "dev.sevsim.psp.command", "FirmwareCommand");
        listsImplementors("kvm", "dev.sevsim.host.kvm.sev", "SevIoctl");
        listsImplementors("device", "dev.sevsim.host.ccp", "SevDeviceOperation");
    }

    @Test
    void listsEveryNumberOfTheInterfaces() throws IllegalAccessException {
        assertThat(REFS.names("kvm")).containsAll(names(KvmSevCommandId.values()));
        assertThat(REFS.names("device")).containsAll(names(SevDeviceCommand.values()));
        for (Field constant : Ioctl.class.getFields()) {
            if (Modifier.isStatic(constant.getModifiers())) {
                assertThat(constant.getInt(null)).isNotZero();
                assertThat(REFS.present("ioctls")).contains(constant.getName());
            }
        }
    }

    @Test
    void listsEveryEnumOfCodes() {
        listsEach(
                "codes",
                c -> c.isEnum()
                        && c.getMethods().stream().anyMatch(m -> m.getName().equals("fromCode")));
    }

    @Test
    void listsEveryStructure() {
        listsEach(
                "structures",
                c -> !c.isInterface()
                        && c.getAllFields().stream()
                                .anyMatch(f -> f.getName().equals("LAYOUT")
                                        && f.getModifiers().contains(JavaModifier.PUBLIC)));
        listsEach(
                "structures",
                c -> c.getMethods().stream()
                        .anyMatch(m -> m.getName().equals("decode")
                                && m.getModifiers().contains(JavaModifier.STATIC)
                                && m.getModifiers().contains(JavaModifier.PUBLIC)));
    }

    private static void listsImplementors(String section, String inPackage, String contract) {
        Set<String> found = CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith(inPackage))
                .filter(c -> c.isAssignableTo(inPackage + "." + contract))
                .filter(c -> !c.isInterface() && !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

        assertThat(found).isNotEmpty();
        assertThat(REFS.classes(section)).as("classes of section %s", section).isEqualTo(found);
    }

    private static void listsEach(String section, Predicate<JavaClass> chosen) {
        Set<String> found = CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith("dev.sevsim.abi"))
                .filter(chosen)
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

        assertThat(found).isNotEmpty();
        assertThat(REFS.classes(section)).as("classes of section %s", section).containsAll(found);
    }

    private static List<String> names(Enum<?>... constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }
}
