package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedGuest;
import dev.sevsim.host.TestProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An SEV-ES guest with one GHCB that leaves by VMGEXIT alone; offsets are those of docs/reference/kvm-host.md section
 * 4.4.
 */
final class GhcbGuest {
    static final int GHCB = 0x1000;
    static final int RAM = 0x40000;
    static final int EXIT_CODE = 0x390;
    static final int INFO_1 = 0x398;
    static final int INFO_2 = 0x3A0;
    static final int SCRATCH = 0x3A8;
    static final int RAX = 0x1F8;
    static final int RCX = 0x308;
    static final int RDX = 0x310;
    static final int RBX = 0x318;

    final HostFixture fixture;
    final ScriptedGuest guest = new ScriptedGuest();
    final HostVirtual ram;
    private final int vm;
    private final int vcpu;
    private final HostVirtual shared;

    GhcbGuest(KernelProfile kernel) {
        this(kernel, false);
    }

    /** With an interrupt controller of the kernel's. */
    static GhcbGuest withInterrupts(KernelProfile kernel) {
        return new GhcbGuest(kernel, true);
    }

    private GhcbGuest(KernelProfile kernel, boolean interrupts) {
        TestProfile profile =
                HostFixture.milan().withEncryptedState(EncryptedState.ON).withKernel(kernel);
        fixture = new HostFixture(profile, 64L << 20, f -> {});
        boolean typed = kernel == KernelProfile.NEWEST;
        int kvm = fixture.open(DevicePath.DEV_KVM, 2);
        vm = (int) fixture.ioctl(kvm, Ioctl.KVM_CREATE_VM, typed ? 3 : 0);
        Outcome init = typed
                ? fixture.encryptOp(vm, KvmSevCommandId.INIT2, new KvmSevInit(0, 0, 0).encode())
                : fixture.encryptOp(vm, KvmSevCommandId.ES_INIT.code(), 0, 0);
        assertThat(init.value()).isZero();
        ram = fixture.process().memory().map(RAM);
        Bytes slot = new KvmUserspaceMemoryRegion(0, 0, 0, RAM, ram.value()).encode();
        fixture.ioctl(vm, Ioctl.KVM_SET_USER_MEMORY_REGION, fixture.user(slot).value());
        if (interrupts) {
            assertThat(createInterruptController()).isZero();
        }
        vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        shared = fixture.process().map(vcpu);
        long start =
                fixture.user(new KvmSevLaunchStart(0, 5, 0, 0, 0, 0).encode()).value();
        assertThat(fixture.encryptOp(vm, 2, start, fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.ok());
        fixture.guest = guest;
    }

    /** Encrypts the registers; afterwards no vCPU may be added that is to run. */
    GhcbGuest launched() {
        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_VMSA.code(), 0, 0))
                .isEqualTo(Outcome.ok());
        return this;
    }

    /** A further vCPU; answers its descriptor. */
    int addVcpu(int index) {
        return (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, index);
    }

    long createInterruptController() {
        return fixture.ioctl(vm, Ioctl.KVM_CREATE_IRQCHIP, 0);
    }

    long run() {
        return run(vcpu);
    }

    long run(int descriptor) {
        return fixture.ioctl(descriptor, Ioctl.KVM_RUN, 0);
    }

    /** Leaves with the MSR and runs. */
    long vmgexit(long msr) {
        guest.exit(ExitReason.VMGEXIT, 0, 0, msr, 0, 0, 0, Bytes.EMPTY);
        return run();
    }

    /** Leaves with a request in the page and runs. */
    long request(long code, long info1, long info2, long... offsetsAndValues) {
        page(code, info1, info2, offsetsAndValues);
        return vmgexit(GHCB);
    }

    /** Fills the page in: these quadwords are set and marked valid. */
    void page(long code, long info1, long info2, long... offsetsAndValues) {
        ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        show(page, EXIT_CODE, code);
        show(page, INFO_1, info1);
        show(page, INFO_2, info2);
        for (int i = 0; i < offsetsAndValues.length; i += 2) {
            show(page, (int) offsetsAndValues[i], offsetsAndValues[i + 1]);
        }
        write(GHCB, Bytes.copyOf(page.array()));
    }

    private static void show(ByteBuffer page, int offset, long value) {
        page.putLong(offset, value);
        int bit = offset / 8;
        page.put(0x3F0 + bit / 8, (byte) (page.get(0x3F0 + bit / 8) | 1 << bit % 8));
    }

    long field(int offset) {
        return fixture.read(ram.plus(GHCB + offset), 8).asLittleEndian().getLong();
    }

    boolean isValid(int offset) {
        int bit = offset / 8;
        return (fixture.read(ram.plus(GHCB + 0x3F0 + bit / 8), 1).u8(0) & 1 << bit % 8) != 0;
    }

    void write(int guestAddress, Bytes content) {
        fixture.process().memory().write(ram.plus(guestAddress), content);
    }

    Bytes read(int guestAddress, int length) {
        return fixture.read(ram.plus(guestAddress), length);
    }

    int exitReason() {
        return shared(KvmRun.EXIT_REASON, 4).asLittleEndian().getInt();
    }

    Bytes shared(int offset, int length) {
        return fixture.read(shared.plus(offset), length);
    }

    void putShared(int offset, Bytes content) {
        fixture.process().memory().write(shared.plus(offset), content);
    }
}
