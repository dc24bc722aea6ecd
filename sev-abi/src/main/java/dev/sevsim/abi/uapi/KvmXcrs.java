package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_xcrs}: extended control registers of a vCPU.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param count entries in use, at most {@link #MAXIMUM}
 * @param flags 0
 * @param entries {@link #MAXIMUM} entries of 16 bytes: number u32, 4 reserved, value u64
 */
@Struct(size = 0x188, direction = IN_OUT, reserved = @Reserved(at = 0x108, size = 0x80))
public record KvmXcrs(
        @Wire(at = 0x00, name = "nr_xcrs") int count,
        @Wire(at = 0x04) int flags,
        @Wire(at = 0x08, size = 0x100, name = "xcrs") Bytes entries)
        implements KvmXcrsWire {
    /** Entries that fit. */
    public static final int MAXIMUM = 16;

    private static final int ENTRY_SIZE = 16;
    private static final int VALUE = 8;

    /** Number of the register in an entry. */
    public int number(int entry) {
        return entries.asLittleEndian().getInt(entry * ENTRY_SIZE);
    }

    /** Value of the register in an entry. */
    public long value(int entry) {
        return entries.asLittleEndian().getLong(entry * ENTRY_SIZE + VALUE);
    }

    /** XCR0 alone. */
    public static KvmXcrs ofXcr0(long value) {
        Bytes entry = Bytes.concat(Bytes.zeros(VALUE), Bytes.u64Le(value));
        return new KvmXcrs(1, 0, entry.paddedTo(MAXIMUM * ENTRY_SIZE));
    }
}
