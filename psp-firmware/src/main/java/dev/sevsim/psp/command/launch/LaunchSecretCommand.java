package dev.sevsim.psp.command.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * LAUNCH_SECRET (0x34): decrypts a packet of the guest owner into guest memory. WORKING, LSECRET, active.
 *
 * <p>Alignment and lengths come before the guest state. The same packet may come again, and to another address.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in WORKING
 *   <li>INVALID_GUEST: HANDLE names no guest
 *   <li>INVALID_ADDRESS: GUEST_PADDR is no multiple of 16
 *   <li>INVALID_LENGTH: HDR_LEN is not 0x34, GUEST_LEN is 0, no multiple of 16 or above 0x5000, or TRANS_LEN is
 *       another
 *   <li>INVALID_GUEST_STATE: the guest is not in LSECRET
 *   <li>INACTIVE: the guest has no ASID
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at HDR_PADDR or TRANS_PADDR cannot be copied
 *   <li>BAD_MEASUREMENT: the packet's MAC is wrong
 *   <li>UNSUPPORTED: the packet is compressed
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at GUEST_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.3 and 5.6.
 */
public final class LaunchSecretCommand extends BufferedCommand<LaunchSecret> {
    public LaunchSecretCommand() {
        super(CommandId.LAUNCH_SECRET, LaunchSecret.CODEC);
    }

    @Override
    protected CommandResult execute(LaunchSecret in, Platform platform) {
        return Checks.ofGuest(in.handle(), platform, Sources.LAUNCH_SECRET)
                .aligned("GUEST_PADDR", Checks.BLOCK_SIZE, in.guestAddress())
                .that(() -> checkLengths(in))
                .in(GuestState.LSECRET)
                .active()
                .copyable("HDR_PADDR", in.headerAddress(), SecretHeader.SIZE)
                .copyable("TRANS_PADDR", in.transportAddress(), in.transportLength())
                .then(guest -> perform(in, guest, platform));
    }

    private static CommandResult perform(LaunchSecret in, Guest guest, Platform platform) {
        HostMemory memory = platform.memory();
        SecretPacket packet = new SecretPacket(
                SecretHeader.CODEC.decode(memory.read(in.headerAddress(), SecretHeader.SIZE)),
                memory.read(in.transportAddress(), in.transportLength()));
        return open(packet, in, guest, platform);
    }

    private static CommandResult open(SecretPacket packet, LaunchSecret in, Guest guest, Platform platform) {
        Bytes measure = guest.measure().orElseThrow();
        boolean macHolds = packet.macHolds(
                guest.transportKeys().tik(),
                in.guestLength(),
                measure,
                platform.version().api());
        if (!macHolds) {
            return Refused.of(
                    SevStatus.BAD_MEASUREMENT,
                    "the packet's MAC must be that of the TIK over header, lengths, ciphertext and this MEASURE",
                    "MAC " + packet.header().mac().toHex() + ", MEASURE " + measure.toHex(),
                    Sources.LAUNCH_SECRET);
        }
        if ((packet.header().flags() & SecretHeader.FLAG_COMPRESSED) != 0) {
            return Refused.of(
                    SevStatus.UNSUPPORTED,
                    "compressed packets are not supported",
                    "FLAGS 0x" + Integer.toHexString(packet.header().flags()),
                    Sources.LAUNCH_SECRET);
        }
        Optional<AddressFault> fault = platform.memory().copyFault(in.guestAddress(), in.guestLength());
        if (fault.isPresent()) {
            return Refusals.address("GUEST_PADDR", fault.get(), Sources.LAUNCH_SECRET);
        }
        byte[] plaintext = packet.open(guest.transportKeys().tek());
        platform.memory().writeGuest(guest.asid(), in.guestAddress(), plaintext);
        platform.release(plaintext);
        return Completed.silently();
    }

    private static Optional<Refused> checkLengths(LaunchSecret in) {
        if (in.headerLength() != SecretHeader.SIZE) {
            return Optional.of(Refusals.length("HDR_LEN", "0x34", in.headerLength(), Sources.LAUNCH_SECRET));
        }
        int length = in.guestLength();
        if (length <= 0 || length > SecretHeader.MAXIMUM_PACKET || (length & Checks.BLOCK_SIZE - 1) != 0) {
            return Optional.of(Refusals.length(
                    "GUEST_LEN", "a multiple of 16, not 0 and at most 0x5000", length, Sources.LAUNCH_SECRET));
        }
        if (in.transportLength() != length) {
            return Optional.of(
                    Refusals.length("TRANS_LEN", "equal to GUEST_LEN", in.transportLength(), Sources.LAUNCH_SECRET));
        }
        return Optional.empty();
    }
}
