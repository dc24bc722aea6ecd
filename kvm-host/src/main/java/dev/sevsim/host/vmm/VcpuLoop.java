package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.kvm.KvmRunPage;
import dev.sevsim.host.process.UserMemory;
import dev.sevsim.host.vmm.RunResult.Outcome;
import dev.sevsim.host.vmm.device.PortBus;
import dev.sevsim.host.vmm.device.PowerManagement;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs one vCPU and handles its exits.
 *
 * <p>A halted guest is woken by console input and by the power button; when it halts again without an access to a device, it is idle.
 */
final class VcpuLoop {
    private final SystemCalls calls;
    private final UserMemory memory;
    private final int vcpuFd;
    private final HostVirtual shared;
    private final PortBus ports;
    private final PowerManagement power;
    private final MemoryMappedSpace space;
    private boolean activeSinceWake;

    VcpuLoop(SystemCalls calls, int vcpuFd, PortBus ports, PowerManagement power, MemoryMappedSpace space) {
        this.calls = calls;
        this.memory = calls.process().memory();
        this.vcpuFd = vcpuFd;
        this.shared = calls.process().map(vcpuFd);
        this.ports = ports;
        this.power = power;
        this.space = space;
    }

    /** Runs without console input until the guest halts, waits for its start, or stops. */
    RunResult runToRest() {
        return run(() -> false, () -> false, Optional::empty);
    }

    /**
     * Runs until the guest stops, waits for input, or {@code interrupted} is true after an exit.
     *
     * @param others runs the other vCPUs; returns the result that ends the VM
     */
    RunResult run(BooleanSupplier inputWaits, BooleanSupplier interrupted, Supplier<Optional<RunResult>> others) {
        activeSinceWake = true;
        while (true) {
            long result = calls.ioctl(vcpuFd, Ioctl.KVM_RUN, 0);
            Optional<RunResult> end = result < 0 ? Optional.of(failed(result)) : served(inputWaits, others);
            if (end.isPresent()) {
                return end.get();
            }
            if (interrupted.getAsBoolean()) {
                return new RunResult(Outcome.INTERRUPTED, "");
            }
        }
    }

    void unmap() {
        memory.unmap(shared);
    }

    private Optional<RunResult> served(BooleanSupplier inputWaits, Supplier<Optional<RunResult>> others) {
        int reason = u32(KvmRunPage.EXIT_REASON);
        return switch (reason) {
            case KvmRunPage.EXIT_IO -> portAccess();
            case KvmRunPage.EXIT_HLT -> halted(inputWaits);
            case KvmRunPage.EXIT_INTR -> others.get();
            case KvmRunPage.EXIT_SHUTDOWN -> ended(Outcome.SHUTDOWN, "triple fault");
            case KvmRunPage.EXIT_AP_RESET_HOLD -> ended(Outcome.IDLE, "waiting to be started");
            case KvmRunPage.EXIT_MMIO -> memoryAccess();
            case KvmRunPage.EXIT_SYSTEM_EVENT ->
                ended(
                        Outcome.INTERNAL_ERROR,
                        "the guest asked to be terminated, GHCB MSR 0x"
                                + Long.toHexString(u64(KvmRunPage.SYSTEM_EVENT_DATA)));
            case KvmRunPage.EXIT_FAIL_ENTRY ->
                ended(
                        Outcome.INTERNAL_ERROR,
                        "KVM: entry failed, hardware error 0x" + Long.toHexString(u64(KvmRunPage.UNION)));
            default -> ended(Outcome.INTERNAL_ERROR, "KVM: unknown exit, hardware reason " + reason);
        };
    }

    private Optional<RunResult> portAccess() {
        activeSinceWake = true;
        Bytes io = memory.read(shared.plus(KvmRunPage.IO_DIRECTION), 16);
        int width = io.u8(KvmRunPage.IO_SIZE - KvmRunPage.IO_DIRECTION);
        int port = io.asLittleEndian().getShort(KvmRunPage.IO_PORT - KvmRunPage.IO_DIRECTION) & 0xFFFF;
        int count = io.asLittleEndian().getInt(KvmRunPage.IO_COUNT - KvmRunPage.IO_DIRECTION);
        HostVirtual data =
                shared.plus(io.asLittleEndian().getLong(KvmRunPage.IO_DATA_OFFSET - KvmRunPage.IO_DIRECTION));
        byte[] bytes = new byte[width * count];
        if (io.u8(0) == KvmRunPage.IO_OUT) {
            memory.read(data, bytes, 0, bytes.length);
            ports.write(port, width, bytes);
        } else {
            ports.read(port, width, bytes);
            memory.write(data, bytes, 0, bytes.length);
        }
        return power.isOff() ? ended(Outcome.POWERED_OFF, "") : Optional.empty();
    }

    /** Handles an access that has a length; the fault of an instruction that KVM cannot emulate has length 0. */
    private Optional<RunResult> memoryAccess() {
        activeSinceWake = true;
        GuestPhysical address = new GuestPhysical(u64(KvmRunPage.MMIO_ADDRESS));
        int length = u32(KvmRunPage.MMIO_LENGTH);
        if (length == 0) {
            return ended(Outcome.INTERNAL_ERROR, "guest touched " + address + " where nothing is mapped");
        }
        HostVirtual data = shared.plus(KvmRunPage.MMIO_DATA);
        if (memory.read(shared.plus(KvmRunPage.MMIO_IS_WRITE), 1).u8(0) != 0) {
            space.write(address, memory.read(data, length));
        } else {
            memory.write(data, space.read(address, length));
        }
        return Optional.empty();
    }

    private Optional<RunResult> halted(BooleanSupplier inputWaits) {
        boolean event = inputWaits.getAsBoolean() || power.buttonPending();
        if (!event || !activeSinceWake) {
            return ended(Outcome.IDLE, "");
        }
        activeSinceWake = false;
        return Optional.empty();
    }

    private RunResult failed(long result) {
        if (result == -Errno.EINTR.code()) {
            return new RunResult(Outcome.HUNG, "the guest no longer leaves its vCPU");
        }
        if (result == -Errno.EAGAIN.code()) {
            return new RunResult(Outcome.IDLE, "waiting to be started");
        }
        return new RunResult(Outcome.INTERNAL_ERROR, "KVM_RUN: " + new CallResult(result, 0).errnoText());
    }

    private static Optional<RunResult> ended(Outcome outcome, String detail) {
        return Optional.of(new RunResult(outcome, detail));
    }

    private int u32(int offset) {
        return memory.read(shared.plus(offset), Integer.BYTES).asLittleEndian().getInt();
    }

    private long u64(int offset) {
        return memory.read(shared.plus(offset), Long.BYTES).asLittleEndian().getLong();
    }
}
