package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;

/** Steps of launches on a host that is set up for SEV-ES. */
public final class EncryptedStateFixture {
    private EncryptedStateFixture() {}

    public static HostFixture encryptedStateHost(KernelProfile kernel) {
        HostProfile profile =
                HostFixture.milan().withEncryptedState(EncryptedState.ON).withKernel(kernel);
        return new HostFixture(profile, 64L << 20, f -> {}).quiet();
    }

    /** A VM without a type, initialised by KVM_SEV_ES_INIT. */
    public static int encryptedStateVm(HostFixture on) {
        int vm = on.createVm();
        assertThat(on.encryptOp(vm, KvmSevCommandId.ES_INIT.code(), 0, 0))
                .isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        return vm;
    }

    public static int createVm(HostFixture on, long type) {
        return (int) on.ioctl(on.open(DevicePath.DEV_KVM, 2), Ioctl.KVM_CREATE_VM, type);
    }

    public static Outcome init2(HostFixture on, int vm, long features, int flags, int ghcb) {
        return on.encryptOp(vm, KvmSevCommandId.INIT2, new KvmSevInit(features, flags, ghcb).encode());
    }

    public static void start(HostFixture on, int vm) {
        long data = on.user(new KvmSevLaunchStart(0, 5, 0, 0, 0, 0).encode()).value();
        assertThat(on.encryptOp(vm, 2, data, on.open(DevicePath.DEV_SEV, 2))).isEqualTo(Outcome.ok());
    }

    /** Sets CS base and RIP of vCPU 1 to an address, as a VMM does by the firmware's reset block. */
    public static void setReset(HostFixture on, int vcpu, int address) {
        HostVirtual special = on.user(Bytes.zeros(KvmSpecialRegisters.SIZE));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_GET_SREGS, special.value())).isZero();
        KvmSpecialRegisters s = KvmSpecialRegisters.CODEC.decode(on.read(special, KvmSpecialRegisters.SIZE));
        KvmSegment cs = KvmSegment.of(s.cs().selector(), s.cs().attributes(), s.cs().limit(), address & 0xFFFF0000L);
        assertThat(on.ioctl(
                        vcpu,
                        Ioctl.KVM_SET_SREGS,
                        on.user(s.withCs(cs).encode()).value()))
                .isZero();
        HostVirtual general = on.user(Bytes.zeros(KvmRegisters.SIZE));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_GET_REGS, general.value())).isZero();
        Bytes regs = on.read(general, KvmRegisters.SIZE);
        Bytes rip =
                Bytes.concat(regs.slice(0, 128), Bytes.u32Le(address & 0xFFFF), Bytes.zeros(4), regs.slice(136, 144));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_SET_REGS, on.user(rip).value())).isZero();
    }
}
