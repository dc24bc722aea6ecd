package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_device_attr}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}; docs/reference/kvm-host.md section 2.5.
 *
 * @param flags 0
 * @param group 1 is SEV
 * @param attribute 0 is the accepted VMSA features
 * @param address user address of the value
 */
@Struct(size = 0x18)
public record KvmDeviceAttribute(
        @Wire(at = 0x00) int flags,
        @Wire(at = 0x04) int group,
        @Wire(at = 0x08, name = "attr") long attribute,
        @Wire(at = 0x10, name = "addr") long address)
        implements KvmDeviceAttributeWire {}
