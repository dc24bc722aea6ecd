package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.layout.Wire;

/**
 * Refused entry in {@link KvmRun}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param hardwareReason EXITCODE of the refusal
 * @param cpu number of the host's processor
 */
@Struct(size = KvmRunFailEntry.SIZE, direction = OUT)
public record KvmRunFailEntry(
        @Wire(at = 0x00, name = "hardware_entry_failure_reason")
        long hardwareReason,

        @Wire(at = 0x08) int cpu) {
    public static final StructLayout LAYOUT = KvmRunFailEntryCodec.LAYOUT;
    public static final int SIZE = 0x0C;

    public static KvmRunFailEntry decode(Bytes raw) {
        return KvmRunFailEntryCodec.decode(raw);
    }

    public Bytes encode() {
        return KvmRunFailEntryCodec.encode(this);
    }
}
