package dev.sevsim.abi.uapi;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.StructLayout;
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
@Struct(size = KvmDeviceAttribute.SIZE)
public record KvmDeviceAttribute(
        @Wire(at = 0x00) int flags,
        @Wire(at = 0x04) int group,
        @Wire(at = 0x08, name = "attr") long attribute,
        @Wire(at = 0x10, name = "addr") long address) {
    public static final StructLayout LAYOUT = KvmDeviceAttributeCodec.LAYOUT;
    public static final int SIZE = 0x18;

    public static KvmDeviceAttribute decode(Bytes raw) {
        return KvmDeviceAttributeCodec.decode(raw);
    }

    public Bytes encode() {
        return KvmDeviceAttributeCodec.encode(this);
    }
}
