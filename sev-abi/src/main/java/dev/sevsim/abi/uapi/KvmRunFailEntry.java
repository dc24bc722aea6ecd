package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * Refused entry in {@link KvmRun}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param hardwareReason EXITCODE of the refusal
 * @param cpu number of the host's processor
 */
@Struct(size = 0x0C, direction = OUT)
public record KvmRunFailEntry(
        @Wire(at = 0x00, name = "hardware_entry_failure_reason")
        long hardwareReason,

        @Wire(at = 0x08) int cpu) implements KvmRunFailEntryWire {}
