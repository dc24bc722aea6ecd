package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.KvmXcrs;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The ioctls that an act can make, with their structures.
 *
 * @param name of the uapi; a sub-command of KVM_MEMORY_ENCRYPT_OP and a command of SEV_ISSUE_CMD have their own
 * @param layout fields of the structure behind it; empty for one without, and for one of which acts name no fields
 */
record IoctlStructure(String name, Optional<StructLayout> layout) {
    /** The field of an ioctl whose argument is a number. */
    static final String ARGUMENT = "argument";

    /** Bits 29:16 of a request number. */
    private static final int SIZE_SHIFT = 16;

    private static final int SIZE_MASK = 0x3FFF;

    /**
     * Ioctls of a VM beside KVM_MEMORY_ENCRYPT_OP.
     *
     * <p>Source: docs/reference/kvm-host.md sections 2.1 and 2.8.
     */
    private static final Set<String> OF_VM = Set.of(
            "KVM_CREATE_VCPU",
            "KVM_CREATE_IRQCHIP",
            "KVM_ENABLE_CAP",
            "KVM_MEMORY_ENCRYPT_OP",
            "KVM_MEMORY_ENCRYPT_OP_RFC",
            "KVM_SET_USER_MEMORY_REGION",
            "KVM_MEMORY_ENCRYPT_REG_REGION",
            "KVM_MEMORY_ENCRYPT_UNREG_REGION");

    /** Structures of requests that have fields with names. */
    private static final Map<String, StructLayout> PLAIN_STRUCTURES = Map.of(
            "KVM_ENABLE_CAP", KvmEnableCap.LAYOUT,
            "KVM_SET_USER_MEMORY_REGION", KvmUserspaceMemoryRegion.LAYOUT,
            "KVM_MEMORY_ENCRYPT_REG_REGION", KvmEncRegion.LAYOUT,
            "KVM_MEMORY_ENCRYPT_UNREG_REGION", KvmEncRegion.LAYOUT,
            "KVM_MEMORY_ENCRYPT_OP", KvmSevCmd.LAYOUT,
            "KVM_MEMORY_ENCRYPT_OP_RFC", KvmSevCmd.LAYOUT,
            "SEV_ISSUE_CMD", SevIssueCmd.LAYOUT,
            "KVM_GET_DEVICE_ATTR", KvmDeviceAttribute.LAYOUT,
            "KVM_SET_XCRS", KvmXcrs.LAYOUT);

    /** The names of all ioctls. */
    static List<String> names() {
        return Stream.of(
                        Arrays.stream(KvmSevCommandId.values()).map(EventNames::of),
                        Arrays.stream(SevDeviceCommand.values()).map(EventNames::of),
                        Ioctl.byName().keySet().stream())
                .flatMap(names -> names)
                .toList();
    }

    /** The ioctl of a name; empty for another name. */
    static Optional<IoctlStructure> of(String name) {
        IoctlStructure plain = new IoctlStructure(name, Optional.empty());
        Optional<StructLayout> layout = plain.subCommand()
                .flatMap(KvmSevCommandId::layout)
                .or(() -> plain.deviceCommand().flatMap(SevDeviceCommand::layout))
                .or(() -> Optional.ofNullable(PLAIN_STRUCTURES.get(name)));
        return names().contains(name) ? Optional.of(new IoctlStructure(name, layout)) : Optional.empty();
    }

    /** The sub-command of KVM_MEMORY_ENCRYPT_OP that it is, if it is one. */
    Optional<KvmSevCommandId> subCommand() {
        return named(KvmSevCommandId.values(), EventNames::of);
    }

    /** The command of SEV_ISSUE_CMD that it is, if it is one. */
    Optional<SevDeviceCommand> deviceCommand() {
        return named(SevDeviceCommand.values(), EventNames::of);
    }

    /** Whether it is made on a VM unless an act gives another file. */
    boolean isOfVm() {
        return subCommand().isPresent() || OF_VM.contains(name);
    }

    /** The names of the fields that an act can give, in lower case. */
    List<String> fields() {
        if (takesNumber()) {
            return List.of(ARGUMENT);
        }
        return layout.stream()
                .flatMap(one -> one.fields().stream())
                .filter(EventKind::isNumber)
                .map(EventKind::nameOf)
                .toList();
    }

    /** The structure with these numbers, and 0 elsewhere; empty for an ioctl without. */
    Bytes content(Map<String, Long> numbers) {
        return layout.map(one -> HostFirmware.structure(one, numbers))
                .orElseGet(() -> Bytes.zeros(request().map(IoctlStructure::size).orElse(0)));
    }

    /** The request number; empty for a sub-command. */
    Optional<Integer> request() {
        return Optional.ofNullable(Ioctl.byName().get(name));
    }

    private boolean takesNumber() {
        return request().filter(number -> size(number) == 0).isPresent();
    }

    private static int size(int request) {
        return request >>> SIZE_SHIFT & SIZE_MASK;
    }

    private <T> Optional<T> named(T[] all, Function<T, String> nameOf) {
        return Arrays.stream(all).filter(one -> nameOf.apply(one).equals(name)).findFirst();
    }
}
