package dev.sevsim.it;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.FirmwareCommand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Which statuses a firmware command can answer, read from the compiled code: those that its {@code execute}, its own or an
 * inherited one, and its constructor reach.
 */
final class CommandStatuses {
    private static final String FIRMWARE = "dev.sevsim.psp";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(FIRMWARE);

    Set<SevStatus> of(FirmwareCommand command) {
        Deque<JavaCodeUnit> open = new ArrayDeque<>();
        Set<JavaCodeUnit> seen = new HashSet<>();
        Set<SevStatus> statuses = EnumSet.of(SevStatus.SUCCESS);
        JavaClass type = classes.get(command.getClass());
        type.getAllMethods().stream()
                .filter(method -> method.getName().equals("execute"))
                .forEach(open::add);
        // A command that shares its code with others passes what it does to the base class when it is constructed.
        open.addAll(type.getConstructors());
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.pop();
            if (!seen.add(unit)) {
                continue;
            }
            unit.getFieldAccesses().stream()
                    .filter(access -> access.getTargetOwner().isEquivalentTo(SevStatus.class))
                    .filter(access -> access.getTarget().getRawType().isEquivalentTo(SevStatus.class))
                    .forEach(access -> statuses.add(SevStatus.valueOf(access.getName())));
            unit.getCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().getPackageName().startsWith(FIRMWARE))
                    .flatMap(call -> call.getTarget().resolveMember().stream())
                    .filter(JavaCodeUnit.class::isInstance)
                    .map(JavaCodeUnit.class::cast)
                    .forEach(open::add);
            unit.getMethodReferencesFromSelf().stream()
                    .filter(reference ->
                            reference.getTargetOwner().getPackageName().startsWith(FIRMWARE))
                    .flatMap(reference -> reference.getTarget().resolveMember().stream())
                    .forEach(open::add);
        }
        return statuses;
    }
}
