package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.SevPlatform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * KVM_HAS_DEVICE_ATTR and KVM_GET_DEVICE_ATTR on /dev/kvm: the VMSA features that INIT2 accepts.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 */
record DeviceAttributes(SevPlatform sev) {
    long has(HostProcess caller, long argument) {
        find(caller, argument);
        return 0;
    }

    long get(HostProcess caller, long argument) {
        KvmDeviceAttribute attribute = find(caller, argument);
        byte[] value = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(sev.vmsaFeatures())
                .array();
        caller.copyOut(attribute.address(), Bytes.copyOf(value));
        return 0;
    }

    private static KvmDeviceAttribute find(HostProcess caller, long argument) {
        KvmDeviceAttribute wanted = KvmDeviceAttribute.CODEC.decode(caller.copyIn(argument, KvmDeviceAttribute.SIZE));
        if (wanted.flags() != 0
                || wanted.group() != KvmDeviceAttribute.SEV_GROUP
                || wanted.attribute() != KvmDeviceAttribute.VMSA_FEATURES) {
            throw new ErrnoException(Errno.ENXIO, "no attribute " + wanted.attribute() + " in group " + wanted.group());
        }
        return wanted;
    }
}
