package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.profile.HostProfile.EncryptedState;

/** A host with a VM in the stage of an error case. */
final class ErrorCaseScene {
    /** An address that is not mapped. */
    static final long NOWHERE = 0x1000;

    private static final int COPY_CONTEXT = 197;
    private static final int MEMORY_LOCK_PAGES = 8;

    final HostFixture fixture = new HostFixture(
            HostFixture.milan().withEncryptedState(EncryptedState.ON).withMemoryLockLimit(MEMORY_LOCK_PAGES * 4096L),
            64L << 20,
            firmware -> {});

    /** What the caller puts into {@code sev_fd}. */
    final int sevFd = fixture.open(DevicePath.DEV_SEV, 2);

    private int vm;

    /** How far the VM is. */
    enum Stage {
        /** No init. */
        ORDINARY,
        INITIALISED,
        LAUNCHED,
        /** Launched with encrypted state and two vCPUs. */
        ENCRYPTED_STATE,
        /** Launched, then the descriptor of /dev/sev was closed. */
        CLOSED,
        /** As CLOSED, and another file has the number now. */
        REUSED,
        /** A mirror of a launched VM. */
        MIRROR
    }

    int vm() {
        return vm;
    }

    /** Brings the VM to that state and clears the recorded commands. */
    void reach(Stage stage) {
        vm = fixture.createVm();
        switch (stage) {
            case ORDINARY -> {}
            case INITIALISED -> init(KvmSevCommandId.INIT);
            case LAUNCHED -> launch(KvmSevCommandId.INIT, 1);
            case ENCRYPTED_STATE -> launchEncryptedState();
            case CLOSED, REUSED -> launch(KvmSevCommandId.INIT, 1);
            case MIRROR -> mirror();
        }
        if (stage == Stage.CLOSED || stage == Stage.REUSED) {
            done(fixture.close(sevFd));
        }
        if (stage == Stage.REUSED && fixture.open(DevicePath.DEV_KVM, 2) != sevFd) {
            throw new AssertionError("another descriptor");
        }
        fixture.quiet();
    }

    /** Readable and writable memory of a length, zeroed. */
    long memory(int length) {
        return fixture.process().memory().map(Math.max(1, length)).value();
    }

    /** Two pages that are no neighbours in physical memory. */
    long scattered() {
        HostVirtual pages = fixture.process().memory().map(0x2000, FrameOrder.SCATTERED);
        long first = fixture.process().memory().physical(pages);
        if (fixture.process().memory().physical(pages.plus(0x1000)) == first + 0x1000) {
            throw new AssertionError("neighbours by chance");
        }
        return pages.value();
    }

    /** A further vCPU. */
    int addVcpu(int index) {
        return (int) done(fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, index));
    }

    /** Lets the firmware refuse the save areas once: their pages stay taken until the vCPUs go. */
    void buildSaveAreas() {
        fixture.firmware.answer(CommandId.LAUNCH_UPDATE_VMSA, SevStatus.INVALID_GUEST, SevStatus.INVALID_GUEST);
        int error = fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_VMSA.code(), 0, sevFd)
                .error();
        if (error != SevStatus.INVALID_GUEST.code()) {
            throw new AssertionError("error " + error);
        }
    }

    private void launchEncryptedState() {
        init(KvmSevCommandId.ES_INIT);
        addVcpu(0);
        addVcpu(1);
        start(5);
    }

    private void launch(KvmSevCommandId init, int policy) {
        init(init);
        start(policy);
    }

    private void init(KvmSevCommandId id) {
        done(fixture.encryptOp(vm, id.code(), 0, 0).value());
    }

    private void start(int policy) {
        Bytes start = new KvmSevLaunchStart(0, policy, 0, 0, 0, 0).encode();
        Outcome outcome = fixture.encryptOp(
                vm, KvmSevCommandId.LAUNCH_START.code(), fixture.user(start).value(), sevFd);
        done(outcome.value());
    }

    private void mirror() {
        launch(KvmSevCommandId.INIT, 1);
        int owner = vm;
        vm = fixture.createVm();
        Bytes copy = new KvmEnableCap(COPY_CONTEXT, 0, owner).encode();
        done(fixture.ioctl(vm, Ioctl.KVM_ENABLE_CAP, fixture.user(copy).value()));
    }

    private static long done(long result) {
        if (result < 0) {
            throw new AssertionError("result " + result);
        }
        return result;
    }
}
