package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.profile.HostProfile;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A VMM that throws anything at its host: every call has to end in a number, and closing has to give everything back. */
class IoctlFuzzTest {
    private static final int CALLS = Boolean.getBoolean("sevsim.stress") ? 1_000_000 : 100_000;
    private static final int ASIDS = 24;
    private static final int ES_ASIDS = 6;
    private static final int LOCKABLE_PAGES = 32;
    private static final int HIGHEST_FD = 40;
    private static final int OPEN_FILES = 1024;
    private static final Bytes INIT = new KvmSevCmd(0, 0, 0, 0).encode();
    private static final List<Integer> DEVICE_IOCTLS = List.of(Ioctl.SEV_ISSUE_CMD, 0);
    private static final List<Integer> KVM_IOCTLS =
            List.of(Ioctl.KVM_GET_API_VERSION, Ioctl.KVM_CREATE_VM, Ioctl.KVM_CHECK_EXTENSION, 0x4018AEE2);
    private static final List<Integer> VM_IOCTLS = List.of(
            Ioctl.KVM_MEMORY_ENCRYPT_OP,
            Ioctl.KVM_MEMORY_ENCRYPT_OP,
            Ioctl.KVM_MEMORY_ENCRYPT_OP,
            Ioctl.KVM_MEMORY_ENCRYPT_OP,
            Ioctl.KVM_MEMORY_ENCRYPT_OP,
            Ioctl.KVM_MEMORY_ENCRYPT_OP,
            Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION,
            Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION,
            Ioctl.KVM_SET_USER_MEMORY_REGION,
            Ioctl.KVM_CREATE_VCPU,
            Ioctl.KVM_ENABLE_CAP);
    private static final List<Integer> VCPU_IOCTLS = List.of(
            Ioctl.KVM_RUN,
            Ioctl.KVM_RUN,
            Ioctl.KVM_RUN,
            Ioctl.KVM_GET_REGS,
            Ioctl.KVM_SET_REGS,
            Ioctl.KVM_GET_SREGS,
            Ioctl.KVM_SET_SREGS,
            Ioctl.KVM_GET_MSRS,
            Ioctl.KVM_SET_MSRS,
            Ioctl.KVM_GET_FPU,
            Ioctl.KVM_SET_FPU,
            Ioctl.KVM_GET_DEBUGREGS,
            Ioctl.KVM_SET_DEBUGREGS,
            Ioctl.KVM_GET_XSAVE,
            Ioctl.KVM_SET_XSAVE,
            Ioctl.KVM_GET_XCRS,
            Ioctl.KVM_SET_XCRS,
            Ioctl.KVM_SET_GUEST_DEBUG);
    private static final List<List<Integer>> ALL = List.of(DEVICE_IOCTLS, KVM_IOCTLS, VM_IOCTLS, VCPU_IOCTLS);
    private static final List<CommandId> FALLIBLE = List.of(
            CommandId.LAUNCH_START,
            CommandId.ACTIVATE,
            CommandId.LAUNCH_UPDATE_DATA,
            CommandId.LAUNCH_SECRET,
            CommandId.LAUNCH_MEASURE,
            CommandId.PEK_GEN);

    private final SplittableRandom random = new SplittableRandom(20260117);
    private final HostFixture fixture = new HostFixture(
            HostFixture.milan()
                    .withAsids(ES_ASIDS + 1, ES_ASIDS + ASIDS)
                    .withEncryptedState(HostProfile.EncryptedState.ON)
                    .withMemoryLockLimit((long) LOCKABLE_PAGES * Page.SIZE),
            64L << 20,
            f -> {});
    private final Map<Integer, List<Integer>> kinds = new HashMap<>();
    private final Set<KvmEncRegion> registered = new LinkedHashSet<>();
    private HostVirtual linear = new HostVirtual(0);
    private HostVirtual scattered = new HostVirtual(0);

    @Test
    void holdsNoResourcesAfterRandomCalls() {
        long before = fixture.longestFreeRun();
        linear = fixture.process().memory().map((long) LOCKABLE_PAGES * Page.SIZE);
        scattered = fixture.process().memory().map((long) LOCKABLE_PAGES * Page.SIZE, FrameOrder.SCATTERED);
        fixture.guest = frame -> Optional.of(exit());

        for (int i = 0; i < CALLS; i++) {
            step();
        }

        assertThat(fixture.log)
                .contains(
                        "ACTIVATE",
                        "LAUNCH_UPDATE_DATA",
                        "LAUNCH_SECRET",
                        "LAUNCH_FINISH",
                        "ATTESTATION",
                        "DBG_DECRYPT",
                        "DBG_ENCRYPT",
                        "SEND_START",
                        "SEND_UPDATE_DATA",
                        "RECEIVE_UPDATE_DATA",
                        "DECOMMISSION");
        assertThat(registered).isNotEmpty();
        int last = fixture.createVm();
        fixture.process().memory().write(linear, INIT);
        fixture.ioctl(last, Ioctl.KVM_MEMORY_ENCRYPT_OP, linear.value());
        assertThat(vmsThatCanPinEverything()).isPositive();
        fixture.process().files().closeAll();
        fixture.process().memory().unmap(linear);
        fixture.process().memory().unmap(scattered);
        assertThat(fixture.longestFreeRun()).isEqualTo(before);
        assertEveryAsidIsFree();
    }

    /** Unregisters all regions of every VM that is left; then each has the whole limit to itself again. */
    private int vmsThatCanPinEverything() {
        int encrypted = 0;
        long everything = fixture.user(new KvmEncRegion(linear.value(), (long) LOCKABLE_PAGES * Page.SIZE).encode())
                .value();
        HostVirtual argument = fixture.user(Bytes.zeros(KvmEncRegion.SIZE));
        for (int fd = 3; fd < OPEN_FILES; fd++) {
            for (KvmEncRegion region : registered) {
                fixture.process().memory().write(argument, region.encode());
                for (long left = 0; left == 0; ) {
                    left = fixture.ioctl(fd, Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, argument.value());
                }
            }
            long pinned = fixture.ioctl(fd, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, everything);
            assertThat(pinned).isNotEqualTo(-Errno.ENOMEM.code());
            encrypted += pinned == 0 ? 1 : 0;
        }
        fixture.process().memory().unmap(argument);
        fixture.process().memory().unmap(new HostVirtual(everything));
        return encrypted;
    }

    private void assertEveryAsidIsFree() {
        for (int i = 0; i < ASIDS; i++) {
            assertThat(fixture.encryptOp(fixture.createVm(), 0, 0, 0).value()).isZero();
        }
        assertThat(fixture.encryptOp(fixture.createVm(), 0, 0, 0).value()).isEqualTo(-Errno.EBUSY.code());
    }

    private void step() {
        int choice = random.nextInt(100);
        if (choice < 2) {
            DevicePath path = random.nextBoolean() ? DevicePath.DEV_SEV : DevicePath.DEV_KVM;
            long fd = fixture.call(
                    DeviceOperation.OPEN, oneIn(10) ? random.nextInt() : path.code(), random.nextInt(4), 0);
            remember(fd, path == DevicePath.DEV_SEV ? DEVICE_IOCTLS : KVM_IOCTLS);
        } else if (choice < 6 || kinds.size() > HIGHEST_FD) {
            int fd = kinds.isEmpty() || oneIn(8) ? descriptor() : pick(List.copyOf(kinds.keySet()));
            fixture.close(fd);
            kinds.remove(fd);
        } else {
            if (oneIn(600)) {
                fixture.firmware.answer(pick(FALLIBLE), pick(List.of(SevStatus.values())));
            }
            ioctl();
        }
    }

    private void ioctl() {
        int fd = random.nextBoolean() ? descriptor() : known(VM_IOCTLS);
        int request = oneIn(5) ? pick(pick(ALL)) : pick(kinds.getOrDefault(fd, pick(ALL)));
        request = oneIn(100) ? random.nextInt() : request;
        Bytes structure = structure(request);
        long argument = structure.isEmpty() ? plainArgument() : place(structure);
        long result = fixture.ioctl(fd, request, argument);
        if (result < 0) {
            return;
        }
        if (request == Ioctl.KVM_CREATE_VM && KVM_IOCTLS.equals(kinds.get(fd))) {
            remember(result, VM_IOCTLS);
            if (!oneIn(4)) {
                fixture.ioctl((int) result, Ioctl.KVM_MEMORY_ENCRYPT_OP, place(INIT));
                launch((int) result);
            }
        } else if (request == Ioctl.KVM_CREATE_VCPU) {
            remember(result, VCPU_IOCTLS);
        } else if (request == Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION) {
            registered.add(KvmEncRegion.CODEC.decode(structure));
        }
    }

    /** A VM for random calls. */
    private void launch(int vm) {
        Bytes start = new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode();
        Bytes header = new KvmSevCmd(2, scattered.value(), 0, known(DEVICE_IOCTLS)).encode();
        fixture.process().memory().write(scattered, start);
        fixture.process().memory().write(scattered.plus(64), header);
        fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, scattered.value() + 64);
    }

    private void remember(long fd, List<Integer> kind) {
        if (fd >= 0) {
            kinds.put((int) fd, kind);
        }
    }

    private Bytes structure(int request) {
        return switch (request) {
            case Ioctl.SEV_ISSUE_CMD ->
                new SevIssueCmd(random.nextInt(-1, 11), place(exportRequest()), random.nextInt()).encode();
            case Ioctl.KVM_MEMORY_ENCRYPT_OP -> encryptOp();
            case Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION -> new KvmEncRegion(pointer(), length()).encode();
            case Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION ->
                registered.isEmpty() || oneIn(4)
                        ? new KvmEncRegion(pointer(), length()).encode()
                        : pick(List.copyOf(registered)).encode();
            case Ioctl.KVM_SET_USER_MEMORY_REGION ->
                new KvmUserspaceMemoryRegion(
                                random.nextInt(-1, 4),
                                oneIn(10) ? 1 : 0,
                                number() * Page.SIZE,
                                number() * Page.SIZE,
                                oneIn(2) ? linear.value() : pointer() & -Page.SIZE)
                        .encode();
            case Ioctl.KVM_ENABLE_CAP ->
                new KvmEnableCap(
                                pick(List.of(201, 201, 201, 197, 206, 0)),
                                oneIn(10) ? 1 : 0,
                                oneIn(3) ? number() : known(VM_IOCTLS))
                        .encode();
            case Ioctl.KVM_GET_REGS,
                    Ioctl.KVM_SET_REGS,
                    Ioctl.KVM_GET_SREGS,
                    Ioctl.KVM_SET_SREGS,
                    Ioctl.KVM_SET_GUEST_DEBUG -> Bytes.zeros(oneIn(2) ? 312 : 144);
            default -> VCPU_IOCTLS.contains(request) ? registers() : Bytes.EMPTY;
        };
    }

    /** Zeros with a few bytes of anything, most of them at the start. */
    private Bytes registers() {
        byte[] area = new byte[Page.SIZE];
        for (int i = random.nextInt(8); i > 0; i--) {
            area[random.nextInt(oneIn(2) ? 16 : area.length)] = (byte) random.nextInt();
        }
        return Bytes.copyOf(area);
    }

    private Bytes encryptOp() {
        int id = oneIn(3) ? random.nextInt(-1, 24) : random.nextInt(8);
        Bytes argument = switch (id) {
            case 2 ->
                new KvmSevLaunchStart(0, random.nextInt(), blob(), (int) length(), blob(), (int) length()).encode();
            case 3 -> new KvmSevLaunchUpdateData(pointer(), (int) length()).encode();
            case 5 ->
                new KvmSevLaunchSecret(pointer(), (int) length(), pointer(), (int) length(), pointer(), (int) length())
                        .encode();
            case 6 -> new KvmSevLaunchMeasure(pointer(), (int) length()).encode();
            case 8 ->
                new KvmSevSendStart(
                                0,
                                pointer(),
                                (int) length(),
                                pointer(),
                                (int) length(),
                                pointer(),
                                (int) length(),
                                pointer(),
                                oneIn(4) ? 0 : (int) length())
                        .encode();
            case 9, 13 ->
                new KvmSevSendUpdateData(
                                pointer(), (int) length(), pointer(), (int) length(), pointer(), (int) length())
                        .encode();
            case 12 -> new KvmSevReceiveStart(0, 0, blob(), (int) length(), blob(), (int) length()).encode();
            case 17, 18 -> new KvmSevDebug(pointer(), pointer(), (int) length()).encode();
            case 20 -> new KvmSevAttestationReport(Bytes.zeros(16), pointer(), (int) length()).encode();
            default -> exportRequest();
        };
        return new KvmSevCmd(id, place(argument), random.nextInt(), oneIn(4) ? descriptor() : known(DEVICE_IOCTLS))
                .encode();
    }

    private Bytes exportRequest() {
        return new SevUserDataPdhCertExport(pointer(), (int) length(), pointer(), (int) length()).encode();
    }

    /** Writes a structure to an address; an address that is not mapped is passed as it is. */
    private long place(Bytes content) {
        HostVirtual at = new HostVirtual(pointer());
        if (fixture.process().memory().isMapped(at, content.length())) {
            fixture.process().memory().write(at, content);
        }
        return at.value();
    }

    private long pointer() {
        HostVirtual base = random.nextBoolean() ? linear : scattered;
        long size = (long) LOCKABLE_PAGES * Page.SIZE;
        return switch (random.nextInt(24)) {
            case 0 -> pick(List.of(0L, 1L, 8L, -1L, -16L, Long.MIN_VALUE, Long.MAX_VALUE, 0x1000L));
            case 1 -> base.value() + size - random.nextInt(64);
            case 2 -> random.nextLong();
            case 3 -> base.value() + random.nextLong(size);
            default -> base.value() + (random.nextLong(size) & -16);
        };
    }

    private long blob() {
        return random.nextBoolean() ? 0 : pointer();
    }

    private long length() {
        return switch (random.nextInt(16)) {
            case 0 -> pick(List.of(0L, -1L, (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE, Long.MAX_VALUE));
            case 1 -> random.nextLong();
            case 2 -> 0x4000 + random.nextInt(-1, 2);
            case 3 -> random.nextLong((long) LOCKABLE_PAGES * Page.SIZE);
            default -> random.nextInt(1, 40) * 16L;
        };
    }

    /** Zero is the only value that most ioctls without a structure take. */
    private long plainArgument() {
        return oneIn(3) ? number() : 0;
    }

    private long number() {
        return oneIn(8) ? random.nextLong() : random.nextInt(-1, 40);
    }

    private int descriptor() {
        return oneIn(50) ? random.nextInt() : random.nextInt(-1, HIGHEST_FD + 1);
    }

    /** A descriptor that was given out for this kind of file; 0 without one. */
    private int known(List<Integer> kind) {
        List<Integer> such = kinds.entrySet().stream()
                .filter(e -> e.getValue().equals(kind))
                .map(Map.Entry::getKey)
                .toList();
        return such.isEmpty() ? 0 : pick(such);
    }

    private VcpuExit exit() {
        List<ExitReason> reasons =
                List.of(ExitReason.ENDED, ExitReason.IOIO, ExitReason.NPF, ExitReason.MSR, ExitReason.VMMCALL);
        long clockMsr = 0x4b564d00L + random.nextInt(3);
        return new VcpuExit(
                0,
                new Intercept(pick(reasons), random.nextInt(), random.nextInt(-1, 9000)),
                new GuestRegisters(number(), number(), clockMsr, 0),
                Bytes.EMPTY);
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
