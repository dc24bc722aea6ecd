package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmCpuid;
import dev.sevsim.abi.uapi.KvmCpuidEntry;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportedCpuidTest {
    private static List<KvmCpuidEntry> supported(HostFixture fixture) {
        int kvm = fixture.open(DevicePath.DEV_KVM, 2);
        HostVirtual user = fixture.user(Bytes.concat(new KvmCpuid(50).encode(), Bytes.zeros(50 * KvmCpuidEntry.SIZE)));
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_GET_SUPPORTED_CPUID, user.value()))
                .isZero();
        return KvmCpuid.entries(fixture.process().memory().read(user, KvmCpuid.SIZE + 50 * KvmCpuidEntry.SIZE));
    }

    private static KvmCpuidEntry leaf(List<KvmCpuidEntry> of, int function, int index) {
        return of.stream()
                .filter(entry -> entry.function() == function && entry.index() == index)
                .findFirst()
                .orElseThrow();
    }

    /** Bits of CPUID 0x8000001F EAX: 1 SEV, 3 SEV-ES. */
    @Test
    void showsTheGuestsThatTheHostCanMake() {
        assertThat(encryption(EncryptedState.ON)).isEqualTo(0xA);
        assertThat(encryption(EncryptedState.OFF)).isEqualTo(0x2);
    }

    private static int encryption(EncryptedState state) {
        HostFixture fixture = new HostFixture(HostFixture.milan().withEncryptedState(state), 64L << 20, firmware -> {});
        return leaf(supported(fixture), 0x8000_001F, 0).eax();
    }

    /** AES in bit 25 of ECX of leaf 1, AVX2 in bit 5 of EBX of leaf 7, SYSCALL in bit 11 of EDX of leaf 0x80000001. */
    @Test
    void hasTheFeaturesOfAZenProcessor() {
        List<KvmCpuidEntry> all = supported(new HostFixture());

        assertThat(leaf(all, 1, 0).ecx() & 1 << 25).isNotZero();
        assertThat(leaf(all, 7, 0).ebx() & 1 << 5).isNotZero();
        assertThat(leaf(all, 0xD, 0).eax()).isEqualTo(7);
        assertThat(leaf(all, 0xD, 1).eax()).isEqualTo(7);
        assertThat(leaf(all, 0x8000_0001, 0).edx() & 1 << 11).isNotZero();
    }
}
