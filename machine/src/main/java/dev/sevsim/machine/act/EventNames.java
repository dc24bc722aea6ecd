package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.host.qmp.QmpMonitor;
import dev.sevsim.io.text.NearMiss;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of events. An event may have several: a sub-command of KVM_MEMORY_ENCRYPT_OP has its own and that of the ioctl.
 *
 * <ul>
 *   <li>firmware commands by the names of AMD's specification: {@code LAUNCH_FINISH}
 *   <li>ioctls by the names of the Linux uapi: {@code KVM_RUN}, {@code KVM_SEV_LAUNCH_SECRET}, {@code SEV_PDH_CERT_EXPORT}
 *   <li>what the VMM asks the owner, by the kind of its frame in traces: {@code owner.launch-measurement}
 *   <li>{@code VMRUN}, and {@code VMEXIT_CPUID} and the other exits
 *   <li>phases of a guest's boot: {@code SecretDxe}, {@code ExitBootServices}
 *   <li>commands of the monitor: {@code qmp.query-sev}
 * </ul>
 */
final class EventNames {
    /** Every entry of a vCPU. */
    static final String VMRUN = "VMRUN";

    private static final String EXIT = "VMEXIT_";
    private static final String KVM_SEV = "KVM_SEV_";
    private static final String SEV_DEVICE = "SEV_";
    private static final String QMP = "qmp.";
    private static final List<FrameType> OWNER_QUESTIONS =
            List.of(FrameType.PLATFORM_CERTIFICATES, FrameType.LAUNCH_MEASUREMENT);

    private static final Map<String, EventKind> KINDS = kinds();

    private EventNames() {}

    private static Map<String, EventKind> kinds() {
        Map<String, EventKind> kinds = new TreeMap<>();
        Arrays.stream(CommandId.values()).forEach(one -> kinds.put(one.name(), EventKind.FIRMWARE_COMMAND));
        Arrays.stream(KvmSevCommandId.values()).forEach(one -> kinds.put(of(one), EventKind.IOCTL));
        Arrays.stream(SevDeviceCommand.values()).forEach(one -> kinds.put(of(one), EventKind.IOCTL));
        Ioctl.byName().keySet().forEach(name -> kinds.put(name, EventKind.IOCTL));
        OWNER_QUESTIONS.forEach(type -> kinds.put(type.kind(), EventKind.OWNER_MESSAGE));
        kinds.put(VMRUN, EventKind.ENTRY);
        Arrays.stream(ExitReason.values()).forEach(one -> kinds.put(of(one), EventKind.EXIT));
        Arrays.stream(BootPhase.values()).forEach(one -> kinds.put(one.label(), EventKind.BOOT_PHASE));
        QmpMonitor.commandNames().forEach(name -> kinds.put(ofQmp(name), EventKind.QMP_COMMAND));
        return Collections.unmodifiableMap(kinds);
    }

    /** Every name, sorted. */
    static List<String> all() {
        return List.copyOf(KINDS.keySet());
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

    static String ofQmp(String command) {
        return QMP + command;
    }

    /**
     * What a name means.
     *
     * @throws IllegalArgumentException for a name of no event
     */
    static EventKind kind(String name) {
        EventKind kind = KINDS.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("'" + name
                    + "' is no firmware command, ioctl, owner message, VMRUN, exit, boot phase or QMP command"
                    + NearMiss.question(name, KINDS.keySet()));
        }
        return kind;
    }
}
