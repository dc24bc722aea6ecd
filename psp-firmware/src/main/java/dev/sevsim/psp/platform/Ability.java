package dev.sevsim.psp.platform;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Commands that the firmware gained after API 0.14, each with the first firmware that is known to have it. Older
 * firmware answers them before it looks at anything else: our choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.6.
 */
@SuppressWarnings("ImmutableEnumChecker") // a version and an unmodifiable set
public enum Ability {
    /** Running an image that the host supplies. */
    FIRMWARE_DOWNLOAD(firmware(15, 0), CommandId.DOWNLOAD_FIRMWARE),
    /** Identification of the chip. */
    CHIP_ID(firmware(16, 0), CommandId.GET_ID),
    /** Moving encrypted pages, and binding an ASID to some core complexes. */
    PAGES_AND_COMPLEXES(firmware(16, 0), CommandId.COPY, CommandId.ACTIVATE_EX),
    /** A persistent store in memory of the host. */
    STORE_IN_HOST_MEMORY(firmware(17, 0), CommandId.INIT_EX),
    /** Save areas of SEV-ES guests: older firmware has these commands and fails. */
    SAVE_AREAS(
            firmware(17, 22),
            SevStatus.INTERNAL_8006,
            CommandId.LAUNCH_UPDATE_VMSA,
            CommandId.SEND_UPDATE_VMSA,
            CommandId.RECEIVE_UPDATE_VMSA),
    /** A report that the PEK signs. */
    ATTESTATION_REPORT(firmware(23, 0), CommandId.ATTESTATION),
    /** An end of a migration that keeps the guest. */
    CANCELLED_MIGRATION(firmware(24, 0), CommandId.SEND_CANCEL),
    /** Pages of a guest on the host's disk. */
    SWAPPING(firmware(24, 0), CommandId.SWAP_OUT, CommandId.SWAP_IN),
    /** Queues of commands, and the command that does nothing. */
    QUEUES(firmware(24, 0), CommandId.RING_BUFFER, CommandId.NOP);

    private static final Map<CommandId, Ability> BY_COMMAND = Arrays.stream(values())
            .flatMap(ability -> ability.commands.stream().map(command -> Map.entry(command, ability)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final FirmwareVersion since;
    private final SevStatus statusBefore;
    private final Set<CommandId> commands;

    Ability(FirmwareVersion since, CommandId... commands) {
        this(since, SevStatus.INVALID_COMMAND, commands);
    }

    Ability(FirmwareVersion since, SevStatus statusBefore, CommandId... commands) {
        this.since = since;
        this.statusBefore = statusBefore;
        this.commands = Set.of(commands);
    }

    /** What {@code firmware} lacks to execute a command; empty when it executes it. */
    public static Optional<Ability> missing(CommandId command, FirmwareVersion firmware) {
        return Optional.ofNullable(BY_COMMAND.get(command)).filter(ability -> !firmware.isAtLeast(ability.since));
    }

    /** The first firmware that is known to have it. */
    public FirmwareVersion since() {
        return since;
    }

    /** Status with which older firmware answers its commands. */
    public SevStatus statusBefore() {
        return statusBefore;
    }

    private static FirmwareVersion firmware(int minor, int build) {
        return new FirmwareVersion(new ApiVersion(0, minor), build);
    }
}
