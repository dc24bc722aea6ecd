package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.EncryptedStateFixture.createVm;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.init2;
import static dev.sevsim.host.EncryptedStateFixture.setReset;
import static dev.sevsim.host.EncryptedStateFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5, 2.7 and 5.6. */
class SaveAreaTest {
    private static final int ES_INIT = KvmSevCommandId.ES_INIT.code();
    private static final int VMSA = KvmSevCommandId.LAUNCH_UPDATE_VMSA.code();

    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);
    private final HostFixture newest = encryptedStateHost(KernelProfile.NEWEST);

    private static int resetOf(Bytes vmsa) {
        return (int)
                (vmsa.asLittleEndian().getLong(0x18) + vmsa.asLittleEndian().getLong(0x178));
    }

    @Test
    void buildsTheSaveAreasThatLibvirtExpectsOfTheOlderKernel() {
        int vm = older.createVm();
        assertThat(older.encryptOp(vm, ES_INIT, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        buildsSaveAreas(older, vm, "vmsa-libvirt-25-1-1-cpu");
    }

    @Test
    void addsStateOfTheFpuForATypedVm() {
        int vm = createVm(newest, 3);
        assertThat(init2(newest, vm, 0, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        buildsSaveAreas(newest, vm, "vmsa-seves-qemu-milan-");
    }

    private static void buildsSaveAreas(HostFixture on, int vm, String vector) {
        Bytes first = Vectors.read("vmsa/" + vector + "0.bin");
        Bytes second = Vectors.read("vmsa/" + vector + "1.bin");
        on.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        setReset(on, (int) on.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 1), resetOf(second));
        start(on, vm);
        on.quiet();

        assertThat(on.encryptOp(vm, VMSA, 0x1000, 0)).isEqualTo(Outcome.ok());

        assertThat(on.log).containsExactly("CLFLUSH 1000", "LAUNCH_UPDATE_VMSA", "CLFLUSH 1000", "LAUNCH_UPDATE_VMSA");
        assertThat(LaunchUpdate.CODEC
                        .decode(on.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_VMSA))
                        .length())
                .isEqualTo(0x1000);
        assertThat(on.firmware.saveAreas()).containsExactly(first, second);
    }
}
