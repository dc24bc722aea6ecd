package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.memory.FirmwarePort;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that the host names, as the firmware treats them: checked first, then copied.
 *
 * <p>Every address may carry the C-bit, which means that the host wrote the data under its SME key.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.3.
 */
public final class HostMemory {
    private static final int WINDOW_SHIFT = 26;

    private final FirmwarePort port;
    private final long cBitMask;
    private final List<AddressRange> boardReserved;
    private @Nullable AddressRange trustedRegion;
    private boolean trustedRegionArmed;

    /**
     * The host's memory.
     *
     * @param cBit position of the C-bit in an address
     * @param boardReserved ranges of DRAM that the firmware never touches, such as TSEG
     */
    public HostMemory(FirmwarePort port, int cBit, List<AddressRange> boardReserved) {
        this.port = port;
        this.cBitMask = 1L << cBit;
        this.boardReserved = List.copyOf(boardReserved);
    }

    /** Why one copy of a host buffer is refused; empty when it is fine. */
    public Optional<AddressFault> copyFault(long address, long length) {
        long plain = plain(address);
        if (plain == 0) {
            return Optional.of(fault(SevStatus.INVALID_PARAM, "an address must not be null", address, length));
        }
        if (((plain + length - 1) >> WINDOW_SHIFT) - (plain >> WINDOW_SHIFT) > 1) {
            return Optional.of(
                    fault(SevStatus.INVALID_PARAM, "one copy may cross one 64 MiB boundary only", address, length));
        }
        return rangeFault(address, length);
    }

    /** Why COPY refuses one of its two ranges; empty when it is fine. */
    public Optional<AddressFault> windowFault(long address, long length) {
        if (((plain(address) + length - 1) >> WINDOW_SHIFT) != plain(address) >> WINDOW_SHIFT) {
            return Optional.of(
                    fault(SevStatus.INVALID_PARAM, "COPY may not cross a 64 MiB boundary at all", address, length));
        }
        return copyFault(address, length);
    }

    /** Why the firmware does not touch a range at all; empty when it may. */
    public Optional<AddressFault> rangeFault(long address, long length) {
        long plain = plain(address);
        if (!port.contains(plain, length)) {
            return Optional.of(
                    fault(SevStatus.INVALID_ADDRESS, "the whole range must be DRAM below the C-bit", address, length));
        }
        AddressRange range = new AddressRange(plain, length);
        for (AddressRange reserved : reserved()) {
            if (reserved.overlaps(range)) {
                return Optional.of(fault(
                        SevStatus.INVALID_ADDRESS, "the range must not overlap reserved " + reserved, address, length));
            }
        }
        return Optional.empty();
    }

    /** The bytes that an address and a length name, C-bit or not. */
    public AddressRange range(long address, long length) {
        return new AddressRange(plain(address), length);
    }

    /** Bytes from {@code address} on that may be touched, in whole pages from the second on; at most {@code length}. */
    public long legalPrefix(long address, long length) {
        if (rangeFault(address, length).isEmpty()) {
            return length;
        }
        long done = 0;
        while (done < length) {
            long at = plain(address) + done;
            long n = Math.min(Page.SIZE - (at & Page.SIZE - 1), length - done);
            if (rangeFault(at, n).isPresent()) {
                return done;
            }
            done += n;
        }
        return done;
    }

    /** Reads a host buffer; ask {@link #copyFault} first. */
    public Bytes read(long address, int length) {
        return Bytes.copyOf(readArray(address, length));
    }

    /** As {@link #read}, for packets: they are worked on in place. */
    public byte[] readArray(long address, int length) {
        byte[] target = new byte[length];
        port.read(encryption(address), plain(address), target, 0, length);
        return target;
    }

    /** Writes a host buffer; ask {@link #copyFault} first. */
    public void write(long address, Bytes source) {
        writeArray(address, source.toArray());
    }

    /** As {@link #write}, for packets. */
    public void writeArray(long address, byte[] source) {
        port.write(encryption(address), plain(address), source, 0, source.length);
    }

    /** Reads under the key of {@code asid}; the C-bit of the address plays no part. */
    public byte[] readGuest(int asid, long address, int length) {
        byte[] target = new byte[length];
        port.readGuest(asid, plain(address), target, 0, length);
        return target;
    }

    /** Writes under the key of {@code asid}; the C-bit of the address plays no part. */
    public void writeGuest(int asid, long address, byte[] source) {
        port.writeGuest(asid, plain(address), source, 0, source.length);
    }

    /** Feeds host data to a digest and leaves it encrypted under the key of {@code asid}. */
    public void measureAndEncrypt(int asid, long address, long length, MessageDigest digest) {
        port.measureAndEncrypt(encryption(address), asid, plain(address), length, digest);
    }

    /** Whether memory encryption is enabled on all cores. */
    public boolean encryptionEnabled() {
        return port.memoryEncryptionEnabled();
    }

    /** The SEV-ES trusted memory region; empty without ES. */
    public Optional<AddressRange> trustedRegion() {
        return Optional.ofNullable(trustedRegion);
    }

    /** Whether a DF_FLUSH has put the trusted region to use. */
    public boolean trustedRegionArmed() {
        return trustedRegionArmed;
    }

    /** INIT with ES: the region is reserved for the firmware from now on. */
    public void reserveTrustedRegion(long address, long length) {
        trustedRegion = new AddressRange(plain(address), length);
        trustedRegionArmed = false;
    }

    /** The first DF_FLUSH after INIT: writes of others to it are lost from now on. */
    public void armTrustedRegion() {
        AddressRange region = trustedRegion;
        if (region != null) {
            trustedRegionArmed = true;
            port.protect(region.start(), region.length());
        }
    }

    /** SHUTDOWN. */
    public void releaseTrustedRegion() {
        trustedRegion = null;
        trustedRegionArmed = false;
        port.unprotect();
    }

    /** The address without its C-bit. */
    public long plain(long address) {
        return address & ~cBitMask;
    }

    private List<AddressRange> reserved() {
        if (trustedRegion == null) {
            return boardReserved;
        }
        List<AddressRange> all = new ArrayList<>(boardReserved);
        all.add(trustedRegion);
        return all;
    }

    private Encryption encryption(long address) {
        return (address & cBitMask) != 0 ? Encryption.ENCRYPTED : Encryption.PLAIN;
    }

    private static AddressFault fault(SevStatus status, String rule, long address, long length) {
        return new AddressFault(status, rule, "0x" + Long.toHexString(address) + ", " + length + " bytes");
    }
}
