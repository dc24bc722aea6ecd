package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.host.vmm.LegacyVmType;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Result of a launch.
 *
 * @param seed repeats the run; empty for a run without a seed
 * @param verdict the outcome
 * @param refusal why it is none of {@link Verdict#ACCEPTED} and {@link Verdict#UNATTESTED}; empty when it is one of them
 * @param measurement MEASURE and MNONCE, 48 bytes; empty when the launch did not get that far
 * @param launchDigest SHA-256 of what was measured, as the owner computes it from its own copies
 * @param version firmware API version
 * @param build firmware build
 * @param policy guest policy
 * @param vcpus number of vCPUs; measured in an SEV-ES launch
 * @param legacyVmType kind of VM, by which an SEV-ES launch measures differently
 * @param secrets what was injected; empty for secrets of an attestation service, which the host cannot read
 * @param consoleBytes what the guest's serial port sent, byte for byte: lines end in CR LF, and it need not be text
 * @param hostView the secret page as the host sees it at the end
 */
public record LaunchReport(
        OptionalLong seed,
        Verdict verdict,
        Optional<Refusal> refusal,
        Optional<Bytes> measurement,
        Bytes launchDigest,
        ApiVersion version,
        int build,
        GuestPolicy policy,
        int vcpus,
        LegacyVmType legacyVmType,
        List<InjectedSecret> secrets,
        Bytes consoleBytes,
        Optional<HostView> hostView) {
    /**
     * Outcome of a launch. It goes by what ran in the guest, which the simulator observes, not by what the guest printed;
     * docs/verdicts.md has the rules.
     */
    public enum Verdict {
        /** The owner accepted the measurement, what was measured ran, and all injected secrets arrived. */
        ACCEPTED,
        /** As accepted, but the measurement was not checked: a session was given without its keys. */
        UNATTESTED,
        /** The owner, the firmware, the host or the VMM refused before the guest ran. */
        REFUSED,
        /** A kernel was given for direct boot, and the guest's firmware has not started it or it came back. */
        KERNEL_NOT_RUN,
        /** A kernel ran that is neither in the launch digest nor on an unlocked encrypted volume. */
        UNMEASURED_BOOT,
        /** No kernel was given, and there was no unlocked encrypted volume with one. */
        NOTHING_BOOTED,
        /** The boot loader has an encrypted volume that no launch secret unlocks. */
        DISK_LOCKED,
        /** Secrets were injected, and the guest's kernel does not show all of them. */
        SECRETS_NOT_ARRIVED,
        /** A triple fault, an endless loop, an end by KVM, or a guest that does not power off. */
        GUEST_FAILED;

        /** The name for users: lower case with hyphens. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Why a launch was not accepted.
     *
     * @param by the party that refused or failed
     * @param reason the message that the VMM or the owner prints
     * @param why the rule of the party that refused, what it found, and the source; empty where only the message is known
     */
    public record Refusal(By by, String reason, Optional<Explanation> why) {
        /** Who ends a launch. */
        public enum By {
            /** The guest owner refused the chain, the measurement or the policy. */
            OWNER,
            /** The Secure Processor's firmware answered a command with a status. */
            FIRMWARE,
            /** A driver of the host answered a system call with an errno. */
            HOST,
            /** The VMM found its own configuration or the image unusable. */
            VMM,
            /** The guest failed, or what ran in it is not what was to run. */
            GUEST
        }
    }

    /**
     * An injected secret, without its content.
     *
     * @param guid its name
     * @param length bytes
     */
    public record InjectedSecret(Guid guid, int length) {}

    /**
     * Raw DRAM.
     *
     * @param guestAddress guest physical address
     * @param systemAddress system physical address, from the nested page table
     * @param content the first bytes, ciphertext for a private page
     */
    public record HostView(long guestAddress, long systemAddress, Bytes content) {}

    public LaunchReport {
        secrets = List.copyOf(secrets);
    }

    /**
     * The verdict and why, in one line: {@code accepted}, {@code refused by owner: ...}, {@code guest-failed: ...}. An assertion
     * on it shows the reason when it fails.
     */
    public String outcome() {
        return refusal.map(why -> verdict.text()
                        + (verdict == Verdict.REFUSED ? " by " + why.by().name().toLowerCase(Locale.ROOT) : "")
                        + ": " + why.reason())
                .orElse(verdict.text());
    }

    /** Why the launch was not accepted, in one line. */
    public Optional<String> reason() {
        return refusal.map(Refusal::reason);
    }

    /**
     * What the guest printed, as text: in UTF-8, with LF for CR LF. Bytes that are no UTF-8 become U+FFFD here; {@link
     * #consoleBytes} has them.
     */
    public String console() {
        return new String(consoleBytes.toArray(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** Whether {@link #console} holds everything that was printed: whether it was text in UTF-8. */
    public boolean consoleIsText() {
        try {
            String unused = consoleBytes.decodeUtf8();
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
