package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.8, 2.10 and 2.11. */
class EncryptedRegionsTest {
    private final HostFixture fixture =
            new HostFixture(HostFixture.milan().withAsids(1, 3), 64L << 20, f -> {}).quiet();

    private long init(int vm) {
        return fixture.encryptOp(vm, 0, 0, 0).value();
    }

    @Test
    void registersAndUnregistersRegionsByExactMatch() {
        int vm = fixture.createVm();
        HostVirtual pages = fixture.process().memory().map(0x4000);
        fixture.process().memory().write(pages.plus(0x1000), Bytes.of(1));
        long region =
                fixture.user(new KvmEncRegion(pages.value(), 0x4000).encode()).value();
        long other =
                fixture.user(new KvmEncRegion(pages.value(), 0x3000).encode()).value();

        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, region))
                .isEqualTo(-Errno.ENOTTY.code());
        init(vm);
        fixture.quiet();
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, 0x1000))
                .isEqualTo(-Errno.EFAULT.code());
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, region))
                .isZero();
        assertThat(fixture.log).containsExactly("CLFLUSH 1000");
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, other))
                .isEqualTo(-Errno.EINVAL.code());
        fixture.quiet();
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, region))
                .isZero();
        assertThat(fixture.log).containsExactly("WBINVD 0", "WBINVD 1");
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, region))
                .isEqualTo(-Errno.EINVAL.code());
    }
}
