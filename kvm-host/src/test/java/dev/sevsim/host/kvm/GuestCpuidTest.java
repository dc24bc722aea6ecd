package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmCpuid;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.RunFixture;
import dev.sevsim.host.vmm.SevGuestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class GuestCpuidTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @ParameterizedTest(name = "leaf {0}")
    @CsvSource({
        "0x8000001F, 0x2, 0x73, 0, 0",
        "0x40000000, 0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d",
        "0x00000000, 0x10, 0x68747541, 0x444d4163, 0x69746e65",
        "0x80000000, 0x8000001f, 0x68747541, 0x444d4163, 0x69746e65",
        "0x40000123, 0, 0, 0, 0",
    })
    void answersCpuid(String leaf, String eax, String ebx, String ecx, String edx) {
        run.guest.exit(ExitReason.CPUID, Long.decode(leaf), 0);

        run.run("");

        VcpuEntry entry = run.guest.entries().get(1);
        assertThat(entry.rax()).isEqualTo(Long.decode(eax));
        assertThat(entry.rbx()).isEqualTo(Long.decode(ebx));
        assertThat(entry.rcx()).isEqualTo(Long.decode(ecx));
        assertThat(entry.rdx()).isEqualTo(Long.decode(edx));
    }

    /** EBX of the leaf: the C-bit's position 51 in bits 5:0, the property in bits 11:6. */
    @Test
    void showsTheReducedBitsThatTheVmmSets() {
        RunFixture other = new RunFixture(SevGuestProperties.DEFAULT.withReducedPhysBits(5));
        other.guest.exit(ExitReason.CPUID, 0x8000001FL, 0);
        other.guest.exit(ExitReason.CPUID, 0x80000000L, 0);

        other.run("");

        assertThat(other.guest.entries().get(1).rbx()).isEqualTo(5 << 6 | 51);
        assertThat(other.guest.entries().get(2).rax()).isEqualTo(0x8000_001FL);
        other.vm.close();
    }

    @Test
    void refusesATableThatIsTooLongOrTooLate() {
        HostFixture fixture = new HostFixture();
        int kvm = fixture.open(DevicePath.DEV_KVM, 2);
        int vcpu = (int) fixture.ioctl(fixture.createVm(), Ioctl.KVM_CREATE_VCPU, 0);
        long none = fixture.user(new KvmCpuid(0).encode()).value();
        long many = fixture.user(new KvmCpuid(257).encode()).value();

        assertThat(fixture.ioctl(kvm, Ioctl.KVM_GET_SUPPORTED_CPUID, none)).isEqualTo(-Errno.E2BIG.code());
        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_SET_CPUID2, many)).isEqualTo(-Errno.E2BIG.code());
        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_SET_CPUID2, none)).isZero();
        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0)).as("no guest answers").isEqualTo(-Errno.EINTR.code());
        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_SET_CPUID2, none)).isEqualTo(-Errno.EINVAL.code());
    }
}
