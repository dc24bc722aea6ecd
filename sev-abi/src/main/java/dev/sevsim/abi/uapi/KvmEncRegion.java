package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_enc_region}: a range for KVM_MEMORY_ENCRYPT_REG_REGION.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param address user address of memory that is to hold encrypted pages
 * @param size bytes of the memory
 */
@Struct(size = 0x10)
public record KvmEncRegion(
        @Wire(at = 0x00, name = "addr") long address,
        @Wire(at = 0x08) long size) implements KvmEncRegionWire {}
