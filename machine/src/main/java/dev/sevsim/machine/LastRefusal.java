package dev.sevsim.machine;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RefusedCommand;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.machine.LaunchReport.Refusal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keeps the last refusal of each party, which explains a failure of the VMM. */
final class LastRefusal implements Trace {
    private final Map<Party, RefusedCommand> last = new EnumMap<>(Party.class);

    LastRefusal() {}

    @Override
    public void record(TraceEvent event) {}

    @Override
    public boolean enabled() {
        return false;
    }

    @Override
    public synchronized void refused(RefusedCommand refusal) {
        last.put(refusal.by(), refusal);
    }

    /** The party behind a failure of the VMM, and its rule. */
    synchronized Refusal explain(VmmException problem, String message) {
        if (problem.firmwareStatus().isPresent()) {
            Optional<SevStatus> status =
                    SevStatus.fromCode(problem.firmwareStatus().getAsInt());
            return new Refusal(Refusal.By.FIRMWARE, message, status.flatMap(s -> why(Party.PSP, s.name())));
        }
        Optional<Errno> errno = problem.errno();
        return errno.isPresent()
                ? new Refusal(
                        Refusal.By.HOST, message, why(Party.HOST, errno.get().name()))
                : new Refusal(Refusal.By.VMM, message, Optional.empty());
    }

    /** An earlier refusal with another outcome was overcome and explains nothing. */
    private Optional<Explanation> why(Party party, String outcome) {
        return Optional.ofNullable(last.get(party))
                .filter(refusal -> refusal.outcome().equals(outcome))
                .map(RefusedCommand::why);
    }

    /** One line with the rule and the remedy. */
    synchronized String describe(VmmException problem) {
        if (problem.firmwareStatus().isEmpty()) {
            return "platform: " + problem.getMessage();
        }
        int code = problem.firmwareStatus().getAsInt();
        Optional<SevStatus> status = SevStatus.fromCode(code);
        String name = status.map(SevStatus::name).orElse("unknown status");
        String why = why(Party.PSP, name)
                .map(rule -> ": " + rule.rule() + " (" + rule.found() + ")")
                .orElse("");
        return String.format(Locale.ROOT, "platform refused with %s (0x%x)%s", name, code, why)
                + status.map(LastRefusal::advice).orElse("");
    }

    /** Remedy for the platform's administrator. */
    private static String advice(SevStatus status) {
        return switch (status) {
            case ALREADY_OWNED -> "; make it self-owned first: platform pek-gen, or platform reset";
            case INVALID_CERTIFICATE ->
                "; the owner signs the file that platform csr writes, unchanged, and the OCA signs itself";
            case BAD_SIGNATURE -> "; sign the first 1044 bytes of each certificate with the key of the OCA";
            case HWERROR_PLATFORM -> "; check that the state directory can be written";
            default -> "";
        };
    }
}
