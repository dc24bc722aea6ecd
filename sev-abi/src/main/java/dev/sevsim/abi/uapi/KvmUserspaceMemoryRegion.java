package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_userspace_memory_region}: the argument of KVM_SET_USER_MEMORY_REGION.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param slot number of the memory slot
 * @param flags 0, or bit 1 for read-only
 * @param guestAddress guest physical address of the slot
 * @param size bytes; 0 removes the slot
 * @param userAddress user address of the slot's memory
 */
@Struct(size = 0x20)
public record KvmUserspaceMemoryRegion(
        @Wire(at = 0x00) int slot,
        @Wire(at = 0x04) int flags,
        @Wire(at = 0x08, name = "guest_phys_addr") long guestAddress,
        @Wire(at = 0x10, name = "memory_size") long size,
        @Wire(at = 0x18, name = "userspace_addr") long userAddress)
        implements KvmUserspaceMemoryRegionWire {}
