package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * Port access in {@link KvmRun}; bytes to write or read lie at {@code dataOffset}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param direction {@link #READ} or {@link #WRITE}
 * @param width bytes of one access: 1, 2 or 4
 * @param port port number
 * @param count accesses
 * @param dataOffset of the bytes, from the start of {@code struct kvm_run}
 */
@Struct(size = 0x10, direction = OUT)
public record KvmRunIo(
        @Wire(at = 0x00, size = 1) int direction,
        @Wire(at = 0x01, size = 1, name = "size") int width,
        @Wire(at = 0x02, size = 2) int port,
        @Wire(at = 0x04) int count,
        @Wire(at = 0x08, name = "data_offset") long dataOffset)
        implements KvmRunIoWire {
    /** {@code direction}: the guest reads. */
    public static final int READ = 0;

    /** {@code direction}: the guest writes. */
    public static final int WRITE = 1;
}
