package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_launch_measure}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param address user address
 * @param length bytes; 0 queries the length
 */
@Struct(size = KvmSevLaunchMeasure.SIZE, reserved = @Reserved(at = 0x0C, size = 4))
public record KvmSevLaunchMeasure(
        @Wire(at = 0x00, name = "uaddr") long address,
        @Wire(at = 0x08, name = "len", direction = IN_OUT) int length) {
    public static final StructLayout LAYOUT = KvmSevLaunchMeasureCodec.LAYOUT;
    public static final int SIZE = 0x10;

    public static KvmSevLaunchMeasure decode(Bytes raw) {
        return KvmSevLaunchMeasureCodec.decode(raw);
    }

    public Bytes encode() {
        return KvmSevLaunchMeasureCodec.encode(this);
    }
}
