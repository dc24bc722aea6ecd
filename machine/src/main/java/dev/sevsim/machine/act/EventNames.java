package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.io.text.NearMiss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of events. An event may have several: a sub-command of KVM_MEMORY_ENCRYPT_OP has its own and that of the ioctl.
 *
 * <ul>
 *   <li>firmware commands by the names of AMD's specification: {@code LAUNCH_FINISH}
 *   <li>ioctls by the names of the Linux uapi: {@code KVM_RUN}, {@code KVM_SEV_LAUNCH_SECRET}, {@code SEV_PDH_CERT_EXPORT}
 *   <li>what the VMM asks the owner, by the kind of its frame in traces: {@code owner.launch-measurement}
 *   <li>{@code VMRUN}, and {@code VMEXIT_CPUID} and the other exits
 * </ul>
 */
final class EventNames {
    /** Every entry of a vCPU. */
    static final String VMRUN = "VMRUN";

    private static final String EXIT = "VMEXIT_";
    private static final String KVM_SEV = "KVM_SEV_";
    private static final String SEV_DEVICE = "SEV_";
    private static final Set<FrameType> OWNER_QUESTIONS =
            Set.of(FrameType.PLATFORM_CERTIFICATES, FrameType.LAUNCH_MEASUREMENT);

    private EventNames() {}

    static List<String> all() {
        Set<String> names = new TreeSet<>();
        Arrays.stream(CommandId.values()).map(CommandId::name).forEach(names::add);
        Arrays.stream(KvmSevCommandId.values()).map(EventNames::of).forEach(names::add);
        Arrays.stream(SevDeviceCommand.values()).map(EventNames::of).forEach(names::add);
        names.addAll(Ioctl.byName().keySet());
        OWNER_QUESTIONS.stream().map(FrameType::kind).forEach(names::add);
        names.add(VMRUN);
        Arrays.stream(ExitReason.values()).map(EventNames::of).forEach(names::add);
        return new ArrayList<>(names);
    }

    static String of(KvmSevCommandId command) {
        return KVM_SEV + command.name();
    }

    static String of(SevDeviceCommand command) {
        return SEV_DEVICE + command.name();
    }

    static String of(ExitReason reason) {
        return EXIT + reason.name();
    }

    static void require(String name) {
        if (!all().contains(name)) {
            throw new IllegalArgumentException("'" + name
                    + "' is no firmware command, ioctl, owner message, VMRUN or exit" + NearMiss.question(name, all()));
        }
    }
}
