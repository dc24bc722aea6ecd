package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.host.vmm.LegacyVmType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Result of a launch.
 *
 * @param seed repeats the run; empty for a run without a seed
 * @param verdict the outcome
 * @param refusal who refused, and why; empty for a launch that was not refused
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
    /** Outcome of a launch. */
    public enum Verdict {
        /** The owner accepted the measurement and the guest ran. */
        ACCEPTED,
        /** The measurement was not checked: a session was given without its keys. */
        UNATTESTED,
        /** The owner, firmware or host refused, or the guest failed. */
        REFUSED
    }

    /**
     * Why a launch did not come to its end.
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
            /** The guest failed, or did not power off. */
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

    /** Message of the refusal. */
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
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(consoleBytes.toArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
