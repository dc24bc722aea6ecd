package dev.sevsim.host.kvm;

import static dev.sevsim.host.EncryptedStateFixture.createVm;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateVm;
import static dev.sevsim.host.EncryptedStateFixture.init2;
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
import dev.sevsim.abi.uapi.KvmFpu;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.abi.uapi.KvmXcrs;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.profile.KernelProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5, 2.7 and 2.13. */
class RegisterIoctlsTest {
    private static final int CR0 = 0xE0;
    private static final int BASE = 0x110;
    private static final int CS_L = 19;
    private static final int VMSA = KvmSevCommandId.LAUNCH_UPDATE_VMSA.code();

    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);

    /** A vCPU of the older kernel whose save area is measured. */
    private int protectedVcpu() {
        int vm = encryptedStateVm(older);
        int vcpu = (int) older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        start(older, vm);
        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.ok());
        return vcpu;
    }

    @Test
    void reachesNothingOfAnEncryptedSaveAreaByItsRegisterIoctls() {
        int vcpu = protectedVcpu();
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

    @ParameterizedTest
    @EnumSource(
            value = KernelProfile.class,
            names = {"LINUX_6_1", "NEWEST"})
    void measuresWhatQemuWritesAtReset(KernelProfile kernel) {
        HostFixture host = encryptedStateHost(kernel);
        boolean typed = kernel == KernelProfile.NEWEST;
        int vm = typed ? createVm(host, 3) : encryptedStateVm(host);
        if (typed) {
            assertThat(init2(host, vm, 0, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        }
        for (int i = 0; i < 2; i++) {
            int vcpu = (int) host.ioctl(vm, Ioctl.KVM_CREATE_VCPU, i);
            QemuReset.write(host, vcpu, i == 0 ? 0xFFFF_FFF0L : 0x80_B004L);
        }
        start(host, vm);

        assertThat(host.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.ok());

        String vector = typed ? "vmsa-seves-qemu-milan-" : "vmsa-libvirt-25-1-1-cpu";
        assertThat(host.firmware.saveAreas())
                .containsExactly(Vectors.read("vmsa/" + vector + "0.bin"), Vectors.read("vmsa/" + vector + "1.bin"));
    }

    @Test
    void showsAProtectedVcpuOfTheDefaultTypeAsZerosAndTakesTheApicBaseAlone() {
        int vcpu = protectedVcpu();
        KvmSegment none = KvmSegment.of(0, 0, 0, 0);
        KvmSegment shownNone = new KvmSegment(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

        KvmSpecialRegisters shown = special(older, vcpu);
        assertThat(shown.cs()).isEqualTo(shownNone).isEqualTo(none);
        assertThat(shown.cr0()).isEqualTo(0x6000_0010);
        KvmSpecialRegisters written = withBase(shown, 0x11, 0xFEE0_0800L);
        assertThat(older.ioctl(
                        vcpu, Ioctl.KVM_SET_SREGS, older.user(written.encode()).value()))
                .isZero();

        assertThat(special(older, vcpu).cr0()).isEqualTo(0x6000_0010);
        assertThat(special(older, vcpu).apicBase()).isEqualTo(0xFEE0_0800L);
        KvmSpecialRegisters wrong = withBase(shown, 0x11, 0xFEE0_0801L);
        assertThat(older.ioctl(
                        vcpu, Ioctl.KVM_SET_SREGS, older.user(wrong.encode()).value()))
                .isEqualTo(-Errno.EINVAL.code());
    }

    @ParameterizedTest
    @CsvSource({
        "0x8090AE81",
        "0x4090AE82",
        "0x8138AE83",
        "0x4138AE84",
        "0x81A0AE8C",
        "0x41A0AE8D",
        "0x8080AEA1",
        "0x4080AEA2",
        "0x9000AEA4",
        "0x5000AEA5",
        "0x8188AEA6",
        "0x4188AEA7"
    })
    void refusesAccessToAProtectedVcpuOfATypedVm(String ioctl) {
        HostFixture host = encryptedStateHost(KernelProfile.NEWEST);
        int vm = createVm(host, 3);
        init2(host, vm, 0, 0, 0);
        int vcpu = (int) host.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        int request = (int) (long) Long.decode(ioctl);
        long buffer = host.user(Bytes.zeros(0x1000)).value();
        if (request >= 0) {
            assertThat(host.ioctl(vcpu, request, buffer)).as("before").isIn(0L, (long) -Errno.EINVAL.code());
        } else {
            assertThat(host.ioctl(vcpu, request, buffer)).as("before").isZero();
        }
        start(host, vm);
        host.encryptOp(vm, VMSA, 0, 0);

        assertThat(host.ioctl(vcpu, request, buffer)).isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void hidesTheFpuOfAnEncryptedStateGuestFromItsCreationOnOlderKernels() {
        int vm = older.createVm();
        int plain = (int) older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        assertThat(fcw(older, plain)).isEqualTo(0x37F);
        setFcw(older, plain, 0x27F);
        assertThat(fcw(older, plain)).isEqualTo(0x27F);

        int es = encryptedStateVm(older);
        int hidden = (int) older.ioctl(es, Ioctl.KVM_CREATE_VCPU, 0);
        setFcw(older, hidden, 0x27F);
        assertThat(fcw(older, hidden)).isZero();

        HostFixture newest = encryptedStateHost(KernelProfile.NEWEST);
        int later = encryptedStateVm(newest);
        int open = (int) newest.ioctl(later, Ioctl.KVM_CREATE_VCPU, 0);
        assertThat(fcw(newest, open)).isEqualTo(0x37F);
        start(newest, later);
        newest.encryptOp(later, VMSA, 0, 0);
        assertThat(fcw(newest, open)).isZero();
    }

    @Test
    void takesTheFirstEntryForXcr0() {
        int vcpu = (int) older.ioctl(older.createVm(), Ioctl.KVM_CREATE_VCPU, 0);
        Bytes other = Bytes.concat(Bytes.u32Le(1), Bytes.zeros(4), Bytes.u64Le(5));
        Bytes xcr0 = Bytes.concat(Bytes.zeros(8), Bytes.u64Le(7));
        Bytes later = Bytes.concat(Bytes.zeros(8), Bytes.u64Le(3));

        assertThat(setXcrs(vcpu, 3, 0, Bytes.concat(other, xcr0, later))).isZero();

        HostVirtual at = older.user(Bytes.zeros(KvmXcrs.SIZE));
        assertThat(older.ioctl(vcpu, Ioctl.KVM_GET_XCRS, at.value())).isZero();
        assertThat(older.read(at, KvmXcrs.SIZE))
                .isEqualTo(Bytes.concat(Bytes.u32Le(1), Bytes.zeros(12), Bytes.u64Le(7))
                        .paddedTo(KvmXcrs.SIZE));
        assertThat(setXcrs(vcpu, 17, 0, xcr0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(setXcrs(vcpu, 1, 1, xcr0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(setXcrs(vcpu, 0, 0, xcr0)).isZero();
    }

    private long setXcrs(int vcpu, int count, int flags, Bytes entries) {
        Bytes all =
                Bytes.concat(Bytes.u32Le(count), Bytes.u32Le(flags), entries).paddedTo(KvmXcrs.SIZE);
        return older.ioctl(vcpu, Ioctl.KVM_SET_XCRS, older.user(all).value());
    }

    private static KvmSpecialRegisters special(HostFixture on, int vcpu) {
        HostVirtual at = on.user(Bytes.zeros(KvmSpecialRegisters.SIZE));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_GET_SREGS, at.value())).isZero();
        return KvmSpecialRegisters.CODEC.decode(on.read(at, KvmSpecialRegisters.SIZE));
    }

    private static KvmSpecialRegisters withBase(KvmSpecialRegisters s, long cr0, long base) {
        Bytes raw = s.encode();
        return KvmSpecialRegisters.CODEC.decode(Bytes.concat(
                raw.slice(0, CR0), Bytes.u64Le(cr0), raw.slice(CR0 + 8, BASE), Bytes.u64Le(base), raw.from(BASE + 8)));
    }

    private static int fcw(HostFixture on, int vcpu) {
        HostVirtual at = on.user(Bytes.zeros(KvmFpu.SIZE));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_GET_FPU, at.value())).isZero();
        return KvmFpu.CODEC.decode(on.read(at, KvmFpu.SIZE)).fcw();
    }

    private static void setFcw(HostFixture on, int vcpu, int value) {
        Bytes fpu = Bytes.concat(Bytes.zeros(128), Bytes.u32Le(value)).paddedTo(KvmFpu.SIZE);
        assertThat(on.ioctl(vcpu, Ioctl.KVM_SET_FPU, on.user(fpu).value())).isZero();
    }

    /**
     * CR0, CR3, CR4, EFER, CS.L and the APIC base, and whether KVM takes them; expected by the rules of docs/reference/kvm-host.md
     * section 2.13.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "special-registers.csv", numLinesToSkip = 1)
    void takesTheSpecialRegistersThatFitTogether(
            String cr0, String cr3, String cr4, String efer, int longMode, ArgumentsAccessor rest) {
        int vcpu = (int) older.ioctl(older.createVm(), Ioctl.KVM_CREATE_VCPU, 0);
        byte[] raw = special(older, vcpu).encode().toArray();
        ByteBuffer.wrap(raw)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(CS_L, (byte) longMode)
                .putLong(CR0, Long.parseUnsignedLong(cr0, 16))
                .putLong(CR0 + 16, Long.parseUnsignedLong(cr3, 16))
                .putLong(CR0 + 24, Long.parseUnsignedLong(cr4, 16))
                .putLong(CR0 + 40, Long.parseUnsignedLong(efer, 16))
                .putLong(BASE, Long.parseUnsignedLong(rest.getString(5), 16));
        boolean taken = rest.getBoolean(6);
        long set = older.ioctl(
                vcpu, Ioctl.KVM_SET_SREGS, older.user(Bytes.copyOf(raw)).value());

        assertThat(set).isEqualTo(taken ? 0 : -Errno.EINVAL.code());
        assertThat(special(older, vcpu).cr0()).isEqualTo(taken ? Long.parseUnsignedLong(cr0, 16) : 0x6000_0010L);
    }
}
