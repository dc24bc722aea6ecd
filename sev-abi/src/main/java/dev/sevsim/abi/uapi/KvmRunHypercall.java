package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Direction;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * Hypercall in {@link KvmRun}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}; docs/reference/kvm-host.md section 4.3.
 *
 * @param number which
 * @param arguments six values of 64 bits
 * @param result what the VMM answers
 * @param flags bit 0: the guest is in long mode
 */
@Struct(size = 0x48, direction = OUT)
public record KvmRunHypercall(
        @Wire(at = 0x00, name = "nr") long number,
        @Wire(at = 0x08, size = 48, name = "args") Bytes arguments,

        @Wire(at = KvmRunHypercall.RESULT, name = "ret", direction = Direction.IN)
        long result,

        @Wire(at = 0x40) long flags)
        implements KvmRunHypercallWire {
    /** Offset of {@code result}. */
    public static final int RESULT = 0x38;
}
