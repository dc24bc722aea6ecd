package dev.sevsim.view;

import dev.sevsim.abi.device.UartRegisters;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.view.FrameTree.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which records a stage of the sequence is named after. */
final class Landmarks {
    static final String RUN = "run";
    static final String USE = "use";

    private static final String OUTSIDE = "other";
    private static final String HEX = "0x";

    private static final Map<String, Mark> COMMANDS = Map.ofEntries(
            Map.entry("PDH_CERT_EXPORT", new Mark("export-certificates", Phase.PLATFORM)),
            Map.entry("FACTORY_RESET", new Mark("own-platform", Phase.PLATFORM)),
            Map.entry("PEK_GEN", new Mark("own-platform", Phase.PLATFORM)),
            Map.entry("PDH_GEN", new Mark("own-platform", Phase.PLATFORM)),
            Map.entry("PEK_CSR", new Mark("own-platform", Phase.PLATFORM)),
            Map.entry("PEK_CERT_IMPORT", new Mark("own-platform", Phase.PLATFORM)),
            Map.entry("KVM_SEV_INIT", new Mark("init-vm", Phase.LAUNCH)),
            Map.entry("KVM_SEV_ES_INIT", new Mark("init-vm", Phase.LAUNCH)),
            Map.entry("KVM_SEV_INIT2", new Mark("init-vm", Phase.LAUNCH)),
            Map.entry("KVM_SEV_LAUNCH_START", new Mark("launch-start", Phase.LAUNCH)),
            Map.entry("KVM_SEV_LAUNCH_UPDATE_DATA", new Mark("update-data", Phase.MEASURE)),
            Map.entry("KVM_SEV_LAUNCH_UPDATE_VMSA", new Mark("update-vmsa", Phase.MEASURE)),
            Map.entry("KVM_SEV_LAUNCH_MEASURE", new Mark("measure", Phase.MEASURE)),
            Map.entry("KVM_SEV_LAUNCH_SECRET", new Mark("launch-secret", Phase.SECRET)),
            Map.entry("KVM_SEV_LAUNCH_FINISH", new Mark("launch-finish", Phase.BOOT)),
            Map.entry("KVM_SEV_DBG_DECRYPT", new Mark("debug", Phase.USE)),
            Map.entry("KVM_SEV_DBG_ENCRYPT", new Mark("debug", Phase.USE)));

    private static final Map<String, Mark> KINDS = Map.of(
            "sev.probe",
            new Mark("probe", Phase.PLATFORM),
            FrameType.PLATFORM_CERTIFICATES.kind(),
            new Mark("platform-certificates", Phase.SESSION),
            FrameType.LAUNCH_BUNDLE.kind(),
            new Mark("launch-bundle", Phase.SESSION),
            FrameType.LAUNCH_MEASUREMENT.kind(),
            new Mark("launch-measurement", Phase.MEASURE),
            FrameType.LAUNCH_SECRET_PACKET.kind(),
            new Mark("secret-packet", Phase.SECRET));

    /**
     * What a record marks.
     *
     * @param phase empty where the phase before it goes on
     */
    record Mark(String id, Optional<Phase> phase) {
        Mark(String id, Phase phase) {
            this(id, Optional.of(phase));
        }
    }

    private Landmarks() {}

    /** The mark of an outermost record; empty for one that only prepares what follows it, or ends what was before. */
    static Optional<Mark> of(Node root) {
        Optional<Mark> known = Optional.ofNullable(KINDS.get(root.kind()));
        if (known.isPresent()) {
            return known;
        }
        if (root.kind().equals(FrameType.OWNER_REFUSAL.kind())) {
            return Optional.of(new Mark("owner-refusal", Optional.empty()));
        }
        if (root.kind().equals("host.act")) {
            return Optional.of(new Mark("host-act", Optional.empty()));
        }
        if (!root.kind().equals(FrameType.DEVICE_CALL.kind())) {
            return Optional.of(new Mark(OUTSIDE, Optional.empty()));
        }
        Optional<String> command = command(root);
        if (command.isPresent()) {
            boolean isStatus = command.get().endsWith("_STATUS");
            Mark mark = COMMANDS.getOrDefault(command.get(), new Mark(OUTSIDE, Optional.empty()));
            return isStatus ? Optional.empty() : Optional.of(mark);
        }
        if (root.find(FrameType.VCPU_ENTRY.kind()).isPresent()) {
            return Optional.of(isTyping(root) ? new Mark(USE, Phase.USE) : new Mark(RUN, Phase.BOOT));
        }
        return Optional.empty();
    }

    /** Sub-command of KVM_MEMORY_ENCRYPT_OP, or command of SEV_ISSUE_CMD. */
    static Optional<String> command(Node root) {
        return root.find("kvm.ioctl")
                .or(() -> root.find("sev.issue-cmd"))
                .map(node -> node.event().fields().get("command"))
                .map(Object::toString);
    }

    /** Every stage that a record can mark by its kind or command. */
    static Set<String> ids() {
        return Stream.concat(COMMANDS.values().stream(), KINDS.values().stream())
                .map(Mark::id)
                .collect(Collectors.toSet());
    }

    /** Whether the guest reads a typed byte from its serial port. */
    private static boolean isTyping(Node root) {
        return root.all()
                .map(Node::event)
                .filter(event -> event.kind().equals(FrameType.VCPU_EXIT.kind()))
                .filter(event -> ExitReason.IOIO.name().equals(event.fields().get("reason")))
                .flatMap(event -> port(event).stream())
                .anyMatch(access -> access.in() && access.port() == UartRegisters.DATA);
    }

    /** The port access of an IOIO exit; empty where the record of a trace from outside has no such numbers. */
    static Optional<PortAccess> port(TraceEvent event) {
        try {
            return Optional.of(PortAccess.of(number(event, "info1"), number(event, "info2")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long number(TraceEvent event, String field) {
        String text = event.fields().getOrDefault(field, "").toString();
        return text.startsWith(HEX) ? Long.parseUnsignedLong(text.substring(HEX.length()), 16) : Long.parseLong(text);
    }
}
