package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdateVmsa;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Source of the expectations: docs/reference/kvm-host.md sections 2.5, 2.7 and 5.6; the save areas are other tools'.
 */
class SevEncryptedStateTest {
    private static final int ES_INIT = KvmSevCommandId.ES_INIT.code();
    private static final int INIT2 = KvmSevCommandId.INIT2.code();
    private static final int VMSA = KvmSevCommandId.LAUNCH_UPDATE_VMSA.code();

    private final HostFixture older = fixture(KernelProfile.LINUX_6_1);
    private final HostFixture newest = fixture(KernelProfile.NEWEST);

    private static HostFixture fixture(KernelProfile kernel) {
        HostProfile profile =
                HostFixture.milan().withEncryptedState(EncryptedState.ON).withKernel(kernel);
        return new HostFixture(profile, 64L << 20, f -> {}).quiet();
    }

    private static int createVm(HostFixture on, long type) {
        return (int) on.ioctl(on.open(DevicePath.DEV_KVM, 2), Ioctl.KVM_CREATE_VM, type);
    }

    private static Outcome init2(HostFixture on, int vm, long features, int flags, int ghcb) {
        return on.encryptOp(vm, KvmSevCommandId.INIT2, new KvmSevInit(features, flags, ghcb).encode());
    }

    private static void start(HostFixture on, int vm) {
        long data = on.user(new KvmSevLaunchStart(0, 5, 0, 0, 0, 0).encode()).value();
        assertThat(on.encryptOp(vm, 2, data, on.open(DevicePath.DEV_SEV, 2))).isEqualTo(Outcome.ok());
    }

    /** What a VMM does to vCPU 1: code segment and RIP of the firmware's reset block. */
    private static void setReset(HostFixture on, int vcpu, int address) {
        HostVirtual special = on.user(Bytes.zeros(KvmSpecialRegisters.SIZE));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_GET_SREGS, special.value())).isZero();
        KvmSpecialRegisters s = KvmSpecialRegisters.CODEC.decode(on.read(special, KvmSpecialRegisters.SIZE));
        KvmSegment cs = KvmSegment.of(s.cs().selector(), s.cs().attributes(), s.cs().limit(), address & 0xFFFF0000L);
        KvmSpecialRegisters changed = new KvmSpecialRegisters(
                cs,
                s.ds(),
                s.es(),
                s.fs(),
                s.gs(),
                s.ss(),
                s.tr(),
                s.ldt(),
                s.gdtBase(),
                s.gdtLimit(),
                s.idtBase(),
                s.idtLimit(),
                s.cr0(),
                s.cr2(),
                s.cr3(),
                s.cr4(),
                s.cr8(),
                s.efer(),
                s.apicBase(),
                s.interrupts());
        assertThat(on.ioctl(vcpu, Ioctl.KVM_SET_SREGS, on.user(changed.encode()).value()))
                .isZero();
        HostVirtual general = on.user(Bytes.zeros(KvmRegisters.SIZE));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_GET_REGS, general.value())).isZero();
        Bytes regs = on.read(general, KvmRegisters.SIZE);
        Bytes rip =
                Bytes.concat(regs.slice(0, 128), Bytes.u32Le(address & 0xFFFF), Bytes.zeros(4), regs.slice(136, 144));
        assertThat(on.ioctl(vcpu, Ioctl.KVM_SET_REGS, on.user(rip).value())).isZero();
    }

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
        assertThat(LaunchUpdateVmsa.CODEC
                        .decode(on.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_VMSA))
                        .length())
                .isEqualTo(0x1000);
        assertThat(on.firmware.saveAreas()).containsExactly(first, second);
    }

    @Test
    void usesTheAsidsBelowThoseOfPlainGuests() {
        int vm = older.createVm();
        older.encryptOp(vm, ES_INIT, 0, 0);
        start(older, vm);

        assertThat(Activate.CODEC
                        .decode(older.firmware.lastBuffer(CommandId.ACTIVATE))
                        .asid())
                .isEqualTo(1);
    }

    @Test
    void hasNoSaveAreaInAPlainGuest() {
        int vm = older.launchedVm();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.failed(Errno.ENOTTY, HostFixture.UNTOUCHED));
    }

    @Test
    void succeedsWithoutVcpusAndWithoutTheFirmware() {
        int vm = older.createVm();
        older.encryptOp(vm, ES_INIT, 0, 0);
        start(older, vm);
        older.quiet();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        assertThat(older.log).isEmpty();
    }

    @Test
    void stopsAtTheFirstVcpuThatFails() {
        int vm = older.createVm();
        older.encryptOp(vm, ES_INIT, 0, 0);
        older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 1);
        start(older, vm);
        older.firmware.answer(CommandId.LAUNCH_UPDATE_VMSA, SevStatus.RESOURCE_LIMIT);
        older.quiet();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.failed(Errno.EIO, 0x17));
        assertThat(older.commands()).containsExactly("LAUNCH_UPDATE_VMSA");
    }

    @Test
    void encryptsASaveAreaAgainOnlyOnTheOlderKernel() {
        for (HostFixture on : new HostFixture[] {older, newest}) {
            int vm = on.createVm();
            on.encryptOp(vm, ES_INIT, 0, 0);
            on.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
            start(on, vm);
            assertThat(on.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.ok());

            assertThat(on.encryptOp(vm, VMSA, 0, 0))
                    .isEqualTo(on == older ? Outcome.ok() : Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        }
    }

    @Test
    void reachesNothingOfAnEncryptedSaveAreaByItsRegisterIoctls() {
        int vm = older.createVm();
        older.encryptOp(vm, ES_INIT, 0, 0);
        int vcpu = (int) older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        start(older, vm);
        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.ok());
        SystemPhysical page = new SystemPhysical(LaunchUpdateVmsa.CODEC
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

    @Test
    void doesNotMeasureADebuggedVcpu() {
        int vm = older.createVm();
        older.encryptOp(vm, ES_INIT, 0, 0);
        int vcpu = (int) older.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        start(older, vm);
        long on = older.user(Bytes.u32Le(1).paddedTo(72)).value();
        assertThat(older.ioctl(vcpu, Ioctl.KVM_SET_GUEST_DEBUG, on)).isZero();
        older.quiet();

        assertThat(older.encryptOp(vm, VMSA, 0, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(older.log).isEmpty();
    }

    @Test
    void entersNoVcpuWithoutAnEncryptedSaveAreaOnTheNewestKernel() {
        int vm = newest.createVm();
        newest.encryptOp(vm, ES_INIT, 0, 0);
        int vcpu = (int) newest.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);

        assertThat(newest.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void refusesEveryFlagBitOfInit2() {
        int vm = createVm(newest, 2);
        for (int bit = 0; bit < 32; bit++) {
            assertThat(init2(newest, vm, 0, 1 << bit, 0))
                    .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        }
    }

    @ParameterizedTest(name = "type {0}: {1}")
    @CsvSource({"2, 0", "3, 32"})
    void refusesEveryFeatureThatTheHostDoesNotHave(long type, long allowed) {
        int vm = createVm(newest, type);
        for (int bit = 0; bit < 64; bit++) {
            if ((allowed & 1L << bit) == 0) {
                assertThat(init2(newest, vm, 1L << bit, 0, 0))
                        .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
            }
        }
        assertThat(init2(newest, vm, allowed, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        assertThat(init2(newest, vm, allowed, 0, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @ParameterizedTest(name = "type {0}, GHCB version {1}: {2}")
    @CsvSource({"2, 1, false", "2, 0, true", "3, 2, true", "3, 3, false"})
    void checksTheGhcbVersion(long type, int version, boolean accepted) {
        assertThat(init2(newest, createVm(newest, type), 0, 0, version).value())
                .isEqualTo(accepted ? 0 : -Errno.EINVAL.code());
    }

    @Test
    void keepsTypedAndUntypedVmsApart() {
        int untyped = createVm(newest, 0);
        int typed = createVm(newest, 3);

        assertThat(newest.encryptOp(untyped, INIT2, 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(newest.encryptOp(typed, ES_INIT, 0, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(newest.ioctl(typed, Ioctl.KVM_CREATE_VCPU, 0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(newest.encryptOp(typed, INIT2, 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        assertThat(createVm(newest, 1)).isEqualTo(-Errno.EINVAL.code());
        assertThat(createVm(newest, 4)).isEqualTo(-Errno.EINVAL.code());
        assertThat(createVm(older, 2)).isEqualTo(-Errno.EINVAL.code());
        assertThat(older.encryptOp(older.createVm(), INIT2, 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void saysWhatASecondInitIsInEachKernel() {
        for (HostFixture on : new HostFixture[] {older, newest}) {
            int vm = on.createVm();
            on.encryptOp(vm, ES_INIT, 0, 0);

            assertThat(on.encryptOp(vm, ES_INIT, 0, 0))
                    .isEqualTo(Outcome.failed(on == older ? Errno.EBUSY : Errno.EINVAL, HostFixture.UNTOUCHED));
        }
    }

    @Test
    void tellsWhichTypesAndFeaturesThereAre() {
        int kvm = newest.open(DevicePath.DEV_KVM, 2);
        HostVirtual value = newest.user(Bytes.zeros(8));

        assertThat(newest.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 235)).isEqualTo(0b1101);
        assertThat(newest.ioctl(kvm, Ioctl.KVM_GET_DEVICE_ATTR, attribute(newest, 1, 0, value)))
                .isZero();
        assertThat(newest.read(value, 8)).isEqualTo(Bytes.u32Le(32).paddedTo(8));
        assertThat(newest.ioctl(kvm, Ioctl.KVM_HAS_DEVICE_ATTR, attribute(newest, 1, 0, value)))
                .isZero();
        assertThat(newest.ioctl(kvm, Ioctl.KVM_HAS_DEVICE_ATTR, attribute(newest, 1, 1, value)))
                .isEqualTo(-Errno.ENXIO.code());
        assertThat(newest.ioctl(kvm, Ioctl.KVM_GET_DEVICE_ATTR, attribute(newest, 0, 0, value)))
                .isEqualTo(-Errno.ENXIO.code());
        assertThat(newest.ioctl(kvm, Ioctl.KVM_GET_DEVICE_ATTR, 8)).isEqualTo(-Errno.EFAULT.code());
        assertThat(older.ioctl(older.open(DevicePath.DEV_KVM, 2), Ioctl.KVM_HAS_DEVICE_ATTR, 8))
                .isEqualTo(-Errno.EINVAL.code());
    }

    private static long attribute(HostFixture on, int group, long attribute, HostVirtual value) {
        return on.user(new KvmDeviceAttribute(0, group, attribute, value.value()).encode())
                .value();
    }
}
