package dev.sevsim.host.kvm;

import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateVm;
import static dev.sevsim.host.EncryptedStateFixture.setReset;
import static dev.sevsim.host.EncryptedStateFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5 and 2.7. */
class RegisterIoctlsTest {
    private static final int VMSA = KvmSevCommandId.LAUNCH_UPDATE_VMSA.code();

    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);

    @Test
    void reachesNothingOfAnEncryptedSaveAreaByItsRegisterIoctls() {
        int vm = encryptedStateVm(older);
        int vcpu = (int) older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        start(older, vm);
        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.ok());
        SystemPhysical page = new SystemPhysical(LaunchUpdate.CODEC
                .decode(older.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_VMSA))
                .address());
        Bytes inMemory = older.memory.read(page, 0x1000);

        setReset(older, vcpu, 0x1234_5678);

        HostVirtual general = older.user(Bytes.zeros(KvmRegisters.SIZE));
        assertThat(older.ioctl(vcpu, Ioctl.KVM_GET_REGS, general.value())).isZero();
        assertThat(KvmRegisters.CODEC
                        .decode(older.read(general, KvmRegisters.SIZE))
                        .rip())
                .as("the host's own copy")
                .isEqualTo(0x5678);
        assertThat(older.memory.read(page, 0x1000))
                .as("what the guest runs with")
                .isEqualTo(inMemory);
        long debug = older.user(Bytes.u32Le(1).paddedTo(72)).value();
        assertThat(older.ioctl(vcpu, Ioctl.KVM_SET_GUEST_DEBUG, debug)).isEqualTo(-Errno.EINVAL.code());
    }
}
