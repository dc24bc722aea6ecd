package dev.sevsim.machine;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.vmm.VmmException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the explanation of the last refusal by the firmware, and formats it in one line with the remedy. */
final class LastRefusal implements Trace {
    private static final String FIRMWARE_COMMAND = "firmware.command";

    private @Nullable Explanation last;

    LastRefusal() {}

    @Override
    public void record(TraceEvent event) {
        if (event.kind().equals(FIRMWARE_COMMAND)) {
            last = event.explanation().orElse(null);
        }
    }

    String describe(VmmException problem) {
        if (problem.firmwareStatus().isEmpty()) {
            return "platform: " + problem.getMessage();
        }
        int code = problem.firmwareStatus().getAsInt();
        Optional<SevStatus> status = SevStatus.fromCode(code);
        String name = status.map(SevStatus::name).orElse("unknown status");
        String why = last == null ? "" : ": " + last.rule() + " (" + last.found() + ")";
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
