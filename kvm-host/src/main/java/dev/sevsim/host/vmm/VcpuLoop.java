package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.abi.uapi.KvmRunFailEntry;
import dev.sevsim.abi.uapi.KvmRunIo;
import dev.sevsim.abi.uapi.KvmRunMmio;
import dev.sevsim.abi.uapi.KvmRunSystemEvent;
import dev.sevsim.host.process.UserMemory;
import dev.sevsim.host.vmm.RunResult.Outcome;
import dev.sevsim.host.vmm.device.PortBus;
import dev.sevsim.host.vmm.device.PowerManagement;
import dev.sevsim.host.vmm.device.ResetControl;
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
    private final ResetControl resetControl;
    private final MemoryMappedSpace space;
    private boolean activeSinceWake;

    VcpuLoop(SystemCalls calls, int vcpuFd, Board board, MemoryMappedSpace space) {
        this.calls = calls;
        this.memory = calls.process().memory();
        this.vcpuFd = vcpuFd;
        this.shared = calls.map(vcpuFd);
        this.ports = board.ports();
        this.power = board.power();
        this.resetControl = board.resetControl();
        this.space = space;
    }

    /** Runs without console input until the guest halts, waits for its start, or stops. */
    RunResult runToRest(RunStretch stretch) {
        return run(() -> false, () -> stretch.counted(this::lastExit), Optional::empty);
    }

    /** Runs until the guest stops, waits for input, or has to stop; {@code others} runs the other vCPUs, as in {@link #runToRest}. */
    RunResult run(BooleanSupplier inputWaits, RunStretch stretch, Supplier<Optional<RunResult>> others) {
        return run(inputWaits, () -> stretch.exited(this::lastExit), others);
    }

    /**
     * Runs until there is a result.
     *
     * @param stop asked after each exit that did not end the run
     * @param others runs the other vCPUs; returns the result that ends the VM
     */
    private RunResult run(
            BooleanSupplier inputWaits, Supplier<Optional<RunResult>> stop, Supplier<Optional<RunResult>> others) {
        activeSinceWake = true;
        while (true) {
            long result = calls.ioctl(vcpuFd, Ioctl.KVM_RUN, 0);
            Optional<RunResult> end = result < 0 ? Optional.of(failed(result)) : served(inputWaits, others);
            if (end.isPresent()) {
                return end.get();
            }
            end = stop.get();
            if (end.isPresent()) {
                return end.get();
            }
        }
    }

    /** Puts the vCPU back to the reset vector; {@code signature} is CPUID 1 EAX. */
    void reset(int signature) {
        new VcpuRegisters(calls, vcpuFd).reset(signature);
    }

    void unmap() {
        memory.unmap(shared);
    }

    private Optional<RunResult> served(BooleanSupplier inputWaits, Supplier<Optional<RunResult>> others) {
        int reason = u32(KvmRun.EXIT_REASON);
        return switch (reason) {
            case KvmRun.EXIT_IO -> portAccess();
            case KvmRun.EXIT_HLT -> halted(inputWaits);
            case KvmRun.EXIT_INTR -> others.get();
            case KvmRun.EXIT_SHUTDOWN -> ended(Outcome.SHUTDOWN, "triple fault");
            case KvmRun.EXIT_AP_RESET_HOLD -> ended(Outcome.IDLE, "waiting to be started");
            case KvmRun.EXIT_MMIO -> memoryAccess();
            case KvmRun.EXIT_SYSTEM_EVENT ->
                failed(
                        "the guest asked to be terminated, GHCB MSR",
                        read(KvmRunSystemEvent.CODEC).data());
            case KvmRun.EXIT_FAIL_ENTRY ->
                failed(
                        "KVM: entry failed, hardware error",
                        read(KvmRunFailEntry.CODEC).hardwareReason());
            default -> ended(Outcome.INTERNAL_ERROR, "KVM: unknown exit, hardware reason " + reason);
        };
    }

    /** The last exit, for a message. */
    private String lastExit() {
        int reason = u32(KvmRun.EXIT_REASON);
        return switch (reason) {
            case KvmRun.EXIT_IO -> {
                KvmRunIo io = read(KvmRunIo.CODEC);
                yield (io.direction() == KvmRunIo.WRITE ? "OUT to" : "IN from") + " port 0x"
                        + Integer.toHexString(Short.toUnsignedInt((short) io.port()));
            }
            case KvmRun.EXIT_HLT -> "HLT";
            case KvmRun.EXIT_MMIO ->
                "access to " + new GuestPhysical(read(KvmRunMmio.CODEC).address());
            default -> "KVM exit reason " + reason;
        };
    }

    private static Optional<RunResult> failed(String what, long code) {
        return ended(Outcome.INTERNAL_ERROR, what + " 0x" + Long.toHexString(code));
    }

    private <T> T read(StructCodec<T> codec) {
        return codec.decode(union(codec.layout().size()));
    }

    private Optional<RunResult> portAccess() {
        activeSinceWake = true;
        KvmRunIo io = read(KvmRunIo.CODEC);
        HostVirtual data = shared.plus(io.dataOffset());
        byte[] bytes = new byte[io.width() * io.count()];
        if (io.direction() == KvmRunIo.WRITE) {
            memory.read(data, bytes, 0, bytes.length);
            ports.write(io.port(), io.width(), bytes);
        } else {
            ports.read(io.port(), io.width(), bytes);
            memory.write(data, bytes, 0, bytes.length);
        }
        if (resetControl.takeRequest()) {
            return ended(Outcome.RESET, "reset by the guest");
        }
        return power.isOff() ? ended(Outcome.POWERED_OFF, "") : Optional.empty();
    }

    /** Handles an access that has a length; the fault of an instruction that KVM cannot emulate has length 0. */
    private Optional<RunResult> memoryAccess() {
        activeSinceWake = true;
        KvmRunMmio access = read(KvmRunMmio.CODEC);
        GuestPhysical address = new GuestPhysical(access.address());
        int length = access.length();
        if (length == 0) {
            return ended(Outcome.INTERNAL_ERROR, "guest touched " + address + " where nothing is mapped");
        }
        HostVirtual data = shared.plus(KvmRun.UNION + KvmRunMmio.DATA);
        if (access.isWrite() != 0) {
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

    private Bytes union(int length) {
        return memory.read(shared.plus(KvmRun.UNION), length);
    }
}
