package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_enable_cap}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.1.
 *
 * @param capability which
 * @param flags 0
 * @param argument what it is set to
 */
@Struct(
        size = 0x68,
        reserved = {@Reserved(at = 0x10, size = 24), @Reserved(at = 0x28, size = 64)})
public record KvmEnableCap(
        @Wire(at = 0x00, name = "cap") int capability,
        @Wire(at = 0x04) int flags,
        @Wire(at = 0x08, name = "args[0]") long argument)
        implements KvmEnableCapWire {}
