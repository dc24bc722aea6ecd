package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * Event of the whole system in {@link KvmRun}, with the first word of its data.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param type {@link #SEV_TERM}
 * @param count words of data
 * @param data of {@link #SEV_TERM}: the GHCB MSR
 */
@Struct(size = 0x10, direction = OUT)
public record KvmRunSystemEvent(
        @Wire(at = 0x00) int type,
        @Wire(at = 0x04, name = "ndata") int count,
        @Wire(at = 0x08, name = "data[0]") long data)
        implements KvmRunSystemEventWire {
    /** {@code type}: the guest asked to be terminated. */
    public static final int SEV_TERM = 6;
}
