package dev.sevsim.scenario;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.leak.Leak;
import dev.sevsim.scenario.leak.LeakWatch;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run has shown so far, for expectations. */
public final class Observed {
    private static final String FIRMWARE = "firmware.command";
    private static final String SYSTEM_CALL = "host.system-call";
    private static final Set<String> IOCTLS = Set.of("kvm.ioctl", "sev.issue-cmd", SYSTEM_CALL);
    private static final String QMP = "qmp.command";
    private static final String AUDIT = "owner.audit";
    private static final String OWNER_REFUSAL = FrameType.OWNER_REFUSAL.kind();

    private final Machine machine;
    private final MemoryTrace trace;
    private final LeakWatch leaks;
    private @Nullable RunningGuest guest;
    private @Nullable LaunchReport report;
    private String console = "";
    private @Nullable String kernelLog;

    Observed(Machine machine, MemoryTrace trace, LeakWatch leaks) {
        this.machine = machine;
        this.trace = trace;
        this.leaks = leaks;
    }

    /** Whether expectations need an event of the trace. */
    static boolean isKept(TraceEvent event) {
        return isFirmwareCommand(event)
                || IOCTLS.contains(event.kind())
                || Set.of(QMP, AUDIT, OWNER_REFUSAL).contains(event.kind());
    }

    static boolean isFirmwareCommand(TraceEvent event) {
        return event.kind().equals(FIRMWARE);
    }

    static Answer firmwareAnswer(TraceRecord record) {
        return answer(record, field(record, "command").orElse("?"));
    }

    void booted(RunningGuest started) {
        guest = started;
    }

    void ended(LaunchReport made) {
        report = made;
        console = made.console();
    }

    /** The machine. */
    public Machine machine() {
        return machine;
    }

    /** The report; empty before the end. */
    public Optional<LaunchReport> report() {
        return Optional.ofNullable(report);
    }

    /** The guest; empty before it is launched, and of a launch that was refused. */
    public Optional<RunningGuest> guest() {
        return Optional.ofNullable(guest);
    }

    /** What the guest printed so far. */
    public String console() {
        return report != null || guest == null ? console : guest.console();
    }

    /** The guest's kernel log, {@code dmesg}; it is printed at its console when this is called first. */
    public Optional<String> kernelLog() {
        if (kernelLog == null && guest != null && guest.isRunning()) {
            kernelLog = guest.type("dmesg");
        }
        return Optional.ofNullable(kernelLog);
    }

    /** Every answer of the firmware, in order. */
    public List<Answer> firmware() {
        return trace.records().stream()
                .filter(record -> isFirmwareCommand(record.event()))
                .map(Observed::firmwareAnswer)
                .toList();
    }

    /** Every answer of the host to an ioctl that has a name of its own in traces, and every refusal of another one, in order. */
    public List<Answer> ioctls() {
        return trace.records().stream()
                .filter(record -> IOCTLS.contains(record.event().kind()))
                .map(record -> answer(record, ioctl(record)))
                .toList();
    }

    /** Every answer of the VMM's monitor to a command of an act, in order; the outcome is {@code success} or the class of an error. */
    public List<Answer> monitor() {
        return texts(QMP, "command", "desc");
    }

    /** The audit log of the owner's attestation service, in order: requests with their outcomes. */
    public List<Answer> audit() {
        return texts(AUDIT, "request", "detail");
    }

    /** The step at which the owner has refused, the last of several; empty without a refusal. */
    public OptionalLong ownerRefusal() {
        return trace.records().stream()
                .filter(record -> record.event().kind().equals(OWNER_REFUSAL))
                .mapToLong(TraceRecord::step)
                .max();
    }

    private List<Answer> texts(String kind, String name, String text) {
        return trace.records().stream()
                .filter(record -> record.event().kind().equals(kind))
                .map(record -> new Answer(
                        record.step(),
                        field(record, name).orElse("?"),
                        record.event().outcome().orElse("none"),
                        field(record, text),
                        record.event().explanation()))
                .toList();
    }

    /** What the host could see that it must not. */
    public List<Leak> leaks() {
        return leaks.leaks();
    }

    /** Where leaks are searched for. */
    public LeakWatch leakWatch() {
        return leaks;
    }

    /** A sub-command by its own name, of {@code /dev/sev} with {@code SEV_} before it; a refusal of another ioctl by its request. */
    private static String ioctl(TraceRecord record) {
        if (record.event().kind().equals(SYSTEM_CALL)) {
            return field(record, "request").map(Observed::request).orElse("?");
        }
        Optional<String> command = field(record, "command");
        if (record.event().kind().equals("sev.issue-cmd")) {
            return "SEV_" + command.orElse("?");
        }
        return command.or(() -> field(record, "ioctl")).orElse("?");
    }

    private static String request(String hexadecimal) {
        int number = Long.decode(hexadecimal.toLowerCase(Locale.ROOT)).intValue();
        return Ioctl.byName().entrySet().stream()
                .filter(one -> one.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("?");
    }

    private static Answer answer(TraceRecord record, String name) {
        TraceEvent event = record.event();
        boolean firmware = isFirmwareCommand(event);
        Optional<String> error =
                firmware ? Optional.empty() : field(record, "error").flatMap(Observed::status);
        return new Answer(record.step(), name, event.outcome().orElse("none"), error, event.explanation());
    }

    private static Optional<String> field(TraceRecord record, String name) {
        return Optional.ofNullable(record.event().fields().get(name)).map(Object::toString);
    }

    /** The name of a status in the form of traces, such as {@code 0x4}; empty for success. */
    private static Optional<String> status(String hexadecimal) {
        int code = Long.decode(hexadecimal.toLowerCase(Locale.ROOT)).intValue();
        return code == 0
                ? Optional.empty()
                : Optional.of(SevStatus.fromCode(code).map(SevStatus::name).orElse(hexadecimal));
    }
}
