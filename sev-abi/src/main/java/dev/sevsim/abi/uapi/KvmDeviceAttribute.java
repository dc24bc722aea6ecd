package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_device_attr}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}; docs/reference/kvm-host.md section 2.5.
 *
 * @param flags 0
 * @param group for instance {@link #SEV_GROUP}
 * @param attribute of the group, for instance {@link #VMSA_FEATURES}
 * @param address user address of the value
 */
@Struct(size = 0x18)
public record KvmDeviceAttribute(
        @Wire(at = 0x00) int flags,
        @Wire(at = 0x04) int group,
        @Wire(at = 0x08, name = "attr") long attribute,
        @Wire(at = 0x10, name = "addr") long address)
        implements KvmDeviceAttributeWire {
    /** KVM_X86_GRP_SEV. */
    public static final int SEV_GROUP = 1;

    /** Of {@link #SEV_GROUP}: the VMSA features that INIT2 accepts. */
    public static final long VMSA_FEATURES = 0;
}
