package dev.sevsim.host.kvm;

import static dev.sevsim.host.EncryptedStateFixture.createVm;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateVm;
import static dev.sevsim.host.EncryptedStateFixture.init2;
import static dev.sevsim.host.EncryptedStateFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmMsrEntry;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.KernelProfile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.13; registers' places: AMD publication 24593 table B-4. */
class MsrIoctlsTest {
    private static final int UPDATE_VMSA = KvmSevCommandId.LAUNCH_UPDATE_VMSA.code();

    private HostFixture host = encryptedStateHost(KernelProfile.LINUX_6_1);
    private int vm = encryptedStateVm(host);
    private int vcpu = (int) host.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);

    private static Bytes list(KvmMsrEntry... entries) {
        Bytes body = Stream.of(entries).map(KvmMsrEntry::encode).reduce(Bytes.EMPTY, Bytes::concat);
        return Bytes.concat(Bytes.u32Le(entries.length), Bytes.zeros(4), body);
    }

    private long set(KvmMsrEntry... entries) {
        return host.ioctl(vcpu, Ioctl.KVM_SET_MSRS, host.user(list(entries)).value());
    }

    private long get(int index) {
        HostVirtual at = host.user(list(new KvmMsrEntry(index, 0x5A5A)));
        assertThat(host.ioctl(vcpu, Ioctl.KVM_GET_MSRS, at.value())).isEqualTo(1);
        return host.read(at, 24).asLittleEndian().getLong(16);
    }

    private Bytes saveArea() {
        start(host, vm);
        assertThat(host.encryptOp(vm, UPDATE_VMSA, 0, 0)).isEqualTo(Outcome.ok());
        return host.firmware.saveAreas().get(0);
    }

    @ParameterizedTest(name = "MSR {0} = {1} at {2}")
    @CsvSource({
        "0xC0000081, 0x23001000000000, 0x200, 0x23001000000000",
        "0xC0000082, 0x7FFFFFFFFFFF, 0x208, 0x7FFFFFFFFFFF",
        "0xC0000083, 0x1000, 0x210, 0x1000",
        "0xC0000084, 0x47700, 0x218, 0x47700",
        "0xC0000102, 0x2000, 0x220, 0x2000",
        "0x174, 0x10, 0x228, 0x10",
        "0x175, 0x3000, 0x230, 0x3000",
        "0x176, 0x4000, 0x238, 0x4000",
        "0x277, 0x0007040600070406, 0x268, 0x0007040600070406",
        "0x277, 0x0606060606060606, 0x268, 0x0606060606060606",
        "0x1D9, 0x3, 0x270, 0x3",
        "0xC0000100, 0x5000, 0x48, 0x5000",
        "0xC0000101, 0x6000, 0x58, 0x6000",
        "0xC0000080, 0x901, 0xD0, 0x1901",
        "0xC0000080, 0xD01, 0xD0, 0x1901",
        "0xDA0, 0, 0x140, 0"
    })
    void putsRegistersIntoTheSaveArea(String index, String value, String offset, String saved) {
        int msr = (int) (long) Long.decode(index);
        assertThat(set(new KvmMsrEntry(msr, Long.decode(value)))).isEqualTo(1);

        assertThat(saveArea().asLittleEndian().getLong(Integer.decode(offset))).isEqualTo(Long.decode(saved));
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, 0x123",
        "0x3B, 1",
        "0x1A0, 0x801",
        "0x2FF, 0xC06",
        "0x200, 6",
        "0x20F, 0x800",
        "0x250, 0x0606",
        "0x26F, 5",
        "0x400, 0",
        "0x4B564D01, 0x5001",
        "0xC0000103, 3",
        "0xC0010117, 0x7000",
        "0xC001011F, 0"
    })
    void keepsRegistersThatTheSaveAreaDoesNotHave(String index, String value) {
        int msr = (int) (long) Long.decode(index);
        assertThat(get(msr)).isZero();
        assertThat(set(new KvmMsrEntry(msr, Long.decode(value)))).isEqualTo(1);
        assertThat(get(msr)).isEqualTo(Long.decode(value));

        Bytes with = saveArea();
        HostFixture other = encryptedStateHost(KernelProfile.LINUX_6_1);
        int untouched = encryptedStateVm(other);
        other.ioctl(untouched, Ioctl.KVM_CREATE_VCPU, 0);
        start(other, untouched);
        other.encryptOp(untouched, UPDATE_VMSA, 0, 0);
        assertThat(with).isEqualTo(other.firmware.saveAreas().get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "0x277, 0x0207040600070406",
        "0x277, 0x0807040600070406",
        "0xC0000082, 0x800000000000",
        "0xC0000101, 0x1000000000000000",
        "0x1D9, 0x40",
        "0xDA0, 1",
        "0xC0000080, 0x2",
        "0xC0000080, 0x8000",
        "0x999, 0",
        "0x8B, 0"
    })
    void stopsAtTheFirstThatFails(String index, String value) {
        KvmMsrEntry good = new KvmMsrEntry(0x174, 0x77);
        KvmMsrEntry bad = new KvmMsrEntry((int) (long) Long.decode(index), Long.decode(value));

        assertThat(set(good, bad, new KvmMsrEntry(0x175, 0x88))).isEqualTo(1);
        assertThat(get(0x174)).isEqualTo(0x77);
        assertThat(get(0x175)).isZero();
    }

    @Test
    void readsUpToTheFirstUnknownRegister() {
        HostVirtual at = host.user(list(
                new KvmMsrEntry(0x277, 1),
                new KvmMsrEntry(0x1B, 2),
                new KvmMsrEntry(0x999, 3),
                new KvmMsrEntry(0x10, 4)));

        assertThat(host.ioctl(vcpu, Ioctl.KVM_GET_MSRS, at.value())).isEqualTo(2);
        assertThat(host.read(at, 72).from(8))
                .isEqualTo(list(
                                new KvmMsrEntry(0x277, 0x0007040600070406L),
                                new KvmMsrEntry(0x1B, 0xFEE00900L),
                                new KvmMsrEntry(0x999, 3),
                                new KvmMsrEntry(0x10, 4))
                        .from(8));
    }

    @Test
    void extendsTheSignOfEntryPoints() {
        assertThat(set(new KvmMsrEntry(0x176, 0x8000_0000_1000L))).isEqualTo(1);
        assertThat(get(0x176)).isEqualTo(0xFFFF_8000_0000_1000L);
    }

    @Test
    void takesFewerThan256() {
        Bytes large = Bytes.concat(Bytes.u32Le(256), Bytes.zeros(4 + 256 * 16));
        assertThat(host.ioctl(vcpu, Ioctl.KVM_SET_MSRS, host.user(large).value()))
                .isEqualTo(-Errno.E2BIG.code());
        assertThat(host.ioctl(
                        vcpu,
                        Ioctl.KVM_SET_MSRS,
                        host.user(Bytes.concat(Bytes.u32Le(-1), Bytes.zeros(4))).value()))
                .isEqualTo(-Errno.E2BIG.code());
        assertThat(host.ioctl(
                        vcpu, Ioctl.KVM_GET_MSRS, host.user(Bytes.zeros(8)).value()))
                .isZero();
        assertThat(host.ioctl(vcpu, Ioctl.KVM_GET_MSRS, 0x10)).isEqualTo(-Errno.EFAULT.code());
    }

    @Test
    void reachesNoneThatAnEncryptedSaveAreaHolds() {
        host = encryptedStateHost(KernelProfile.NEWEST);
        vm = encryptedStateVm(host);
        vcpu = (int) host.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        assertThat(set(new KvmMsrEntry(0x174, 0x77))).isEqualTo(1);
        saveArea();
        assertThat(get(0x174)).isZero();
        assertThat(set(new KvmMsrEntry(0x174, 0x99), new KvmMsrEntry(0x10, 5))).isEqualTo(2);
        assertThat(get(0x10)).isEqualTo(5);

        vm = createVm(host, 3);
        init2(host, vm, 0, 0, 0);
        vcpu = (int) host.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        saveArea();
        assertThat(set(new KvmMsrEntry(0x10, 5), new KvmMsrEntry(0x277, 0), new KvmMsrEntry(0x10, 6)))
                .isEqualTo(1);
        assertThat(get(0x10)).isEqualTo(5);
    }
}
