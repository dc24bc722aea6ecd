package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_init}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param vmsaFeatures SEV_FEATURES of every save area
 * @param flags 0
 * @param ghcbVersion highest GHCB protocol version; 0 leaves it to the kernel
 */
@Struct(
        size = 0x30,
        reserved = {@Reserved(at = 0x0E, size = 2), @Reserved(at = 0x10, size = 32)})
public record KvmSevInit(
        @Wire(at = 0x00, name = "vmsa_features") long vmsaFeatures,
        @Wire(at = 0x08) int flags,
        @Wire(at = 0x0C, size = 2, name = "ghcb_version") int ghcbVersion)
        implements KvmSevInitWire {}
