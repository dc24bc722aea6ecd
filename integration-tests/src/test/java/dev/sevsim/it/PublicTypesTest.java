package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A public type of an exported package is one that another module uses, or that stands in the signature of such a type.
 *
 * <p>The machine and the JUnit extension are what programs outside of this tree use; the published formats are complete by
 * themselves.
 */
class PublicTypesTest {
    private static final Pattern EXPORTS = Pattern.compile("exports (dev\\.sevsim[a-z.]*)\\s*;");
    private static final Set<String> FOR_OTHER_PROGRAMS =
            Set.of("machine", "scenario", "junit", "assertj", "abi", "testkit");

    /** Holders of constants, which the compiler copies into the classes that use them. */
    private static final Set<String> CONSTANTS =
            Set.of("dev.sevsim.bus.cpu.CpuidLeaf", "dev.sevsim.bus.cpu.Msr", "dev.sevsim.bus.cpu.PageTableEntry");

    /** Recording and replay of frames and records, for programs that use the machine. */
    private static final Set<String> FOR_TAPS =
            Set.of("dev.sevsim.bus.EnvelopeCodec", "dev.sevsim.bus.tap.Capture", "dev.sevsim.bus.tap.Capture$Entry");

    /** Used by other packages of their own module; a list that may only become shorter. */
    private static final Set<String> WITHIN_THEIR_MODULE = Set.of(
            "dev.sevsim.kernel.image.BzImageBuilder",
            "dev.sevsim.ovmf.grub.GrubLoader",
            "dev.sevsim.ovmf.image.FirmwareImage");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("dev.sevsim");

    @Test
    void publicTypesAreUsedByAnotherModule() throws IOException {
        Set<String> exported = exportedPackages();
        Set<JavaClass> used = new HashSet<>();
        Queue<JavaClass> queue = new ArrayDeque<>();
        for (JavaClass type : CLASSES) {
            boolean elsewhere = type.getDirectDependenciesToSelf().stream()
                    .anyMatch(dependency -> !module(dependency.getOriginClass()).equals(module(type)));
            if (elsewhere && used.add(type)) {
                queue.add(type);
            }
        }
        while (!queue.isEmpty()) {
            signature(queue.remove()).filter(used::add).forEach(queue::add);
        }
        Set<String> unused = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (isPublic(type)
                    && exported.contains(type.getPackageName())
                    && !FOR_OTHER_PROGRAMS.contains(module(type))
                    && !used.contains(type)) {
                unused.add(type.getName());
            }
        }

        Set<String> known = new TreeSet<>(CONSTANTS);
        known.addAll(FOR_TAPS);
        known.addAll(WITHIN_THEIR_MODULE);
        assertThat(unused).isEqualTo(known);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true);
    }

    /** Types of the public and protected members, supertypes and public nested types. */
    private static Stream<JavaClass> signature(JavaClass type) {
        Stream<JavaClass> members = type.getMembers().stream()
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(PublicTypesTest::types);
        Stream<JavaClass> above =
                Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream());
        Stream<JavaClass> around = Stream.concat(
                type.getEnclosingClass().stream(),
                CLASSES.stream()
                        .filter(nested ->
                                nested.getEnclosingClass().filter(type::equals).isPresent()));
        return Stream.of(members, above, around)
                .flatMap(part -> part)
                .filter(other -> other.getPackageName().startsWith("dev.sevsim"));
    }

    private static Stream<JavaClass> types(JavaMember member) {
        Stream<JavaClass> declared = member.getAllInvolvedRawTypes().stream();
        return member instanceof JavaCodeUnit unit
                ? Stream.concat(declared, unit.getThrowsClause().stream().map(thrown -> thrown.getRawType()))
                : declared;
    }

    /** The part of the package that names the module: {@code psp} of {@code dev.sevsim.psp.keys}. */
    private static String module(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }

    private static Set<String> exportedPackages() throws IOException {
        Set<String> packages = new TreeSet<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> descriptors = modules.map(module -> module.resolve("src/main/java/module-info.java"))
                    .filter(Files::exists)
                    .toList();
            for (Path descriptor : descriptors) {
                Matcher exports = EXPORTS.matcher(Files.readString(descriptor));
                while (exports.find()) {
                    packages.add(exports.group(1));
                }
            }
        }
        assertThat(packages).contains("dev.sevsim.psp", "dev.sevsim.machine");
        return packages;
    }
}
