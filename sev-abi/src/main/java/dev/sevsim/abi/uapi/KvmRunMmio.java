package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * Access to memory that is not mapped, in {@link KvmRun}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param address guest physical address
 * @param data bytes that are written, or that the VMM answers with; the first {@code length} count
 * @param length 1 to {@link #CAPACITY}; 0 for an instruction that KVM cannot emulate
 * @param isWrite 1 for a write
 */
@Struct(size = 0x18, direction = OUT, reserved = @Reserved(at = 0x15, size = 3))
public record KvmRunMmio(
        @Wire(at = 0x00, name = "phys_addr") long address,

        @Wire(at = KvmRunMmio.DATA, size = KvmRunMmio.CAPACITY)
        Bytes data,

        @Wire(at = 0x10, name = "len") int length,
        @Wire(at = 0x14, size = 1, name = "is_write") int isWrite)
        implements KvmRunMmioWire {
    /** Offset of {@code data}. */
    public static final int DATA = 0x08;

    /** Most bytes in one exit. */
    public static final int CAPACITY = 8;
}
