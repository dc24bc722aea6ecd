package dev.sevsim.host.remote;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.DeviceNodes;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.MappableFile;
import dev.sevsim.host.process.RemoteCaller;
import dev.sevsim.host.process.RemoteFile;
import dev.sevsim.host.process.RemoteProcess;
import java.util.Optional;

/** A process of the simulated host whose program runs outside of the simulator. */
public final class ProgramProcess implements RemoteProcess {
    /** KVM_RUN that a signal ended. */
    private static final Frame INTERRUPTED = new DeviceResult(-Errno.EINTR.code());

    /** KVM_RUN of a vCPU that waits for an interrupt, when a signal has ended it: kvm_arch_vcpu_ioctl_run. */
    private static final Frame WAITS = new DeviceResult(-Errno.EAGAIN.code());

    private final VcpuTurns turns = new VcpuTurns();
    private final RemoteCaller caller;
    private final ProgramMemory memory;
    private final ProgramFiles files;
    private final HostProcess process;
    private final Trace trace;
    private boolean copies;

    /**
     * What a process needs of its host.
     *
     * @param frames free page frames
     * @param port memory
     * @param nodes device files
     * @param memoryLockLimit RLIMIT_MEMLOCK in bytes
     * @param trace receives refusals
     */
    public record Parts(FrameAllocator frames, MemoryPort port, DeviceNodes nodes, long memoryLockLimit, Trace trace) {}

    ProgramProcess(ProgramGroup group, RemoteCaller caller, Parts parts) {
        this.caller = caller;
        this.memory = new ProgramMemory(caller, parts.frames(), parts.port());
        this.files = new ProgramFiles(this, group, caller);
        this.trace = parts.trace();
        this.process = new HostProcess(memory, files, parts.nodes(), parts.memoryLockLimit(), parts.trace());
    }

    @Override
    public void name(int descriptor, long file) {
        files.name(descriptor, file);
    }

    @Override
    public RequestHandler systemCalls() {
        return this::answer;
    }

    @Override
    public void end() {
        memory.release();
    }

    private Optional<Frame> answer(Frame request) {
        memory.beginCall();
        try {
            return isRun(request) ? run(request) : process.systemCalls().handle(request);
        } finally {
            memory.endCall();
            recordCopying();
        }
    }

    /**
     * Records once that guest memory is copied, also where the program has it on a shared file. The modelled DRAM holds its
     * frames as arrays and notes each write to frames of code; a write of the program to its own mapping would not be noted.
     */
    private void recordCopying() {
        if (!copies && memory.importedPages() > 0) {
            copies = true;
            if (trace.enabled()) {
                trace.record(TraceEvent.builder("host", "host", "host.program-memory")
                        .with("pages", memory.importedPages())
                        .withOutcome("copied around calls")
                        .build());
            }
        }
    }

    private static boolean isRun(Frame request) {
        return request instanceof DeviceCall call
                && call.operation() == DeviceOperation.IOCTL
                && call.request() == Ioctl.KVM_RUN;
    }

    /** KVM_RUN: the guest may use every page, and the vCPU's shared pages are those that the program has mapped. */
    private Optional<Frame> run(Frame request) {
        Optional<ProgramGroup.Opened> vcpu = files.named().filter(opened -> opened.file() instanceof MappableFile);
        if (vcpu.isEmpty()) {
            return process.systemCalls().handle(request);
        }
        RemoteFile shown = vcpu.get().shown();
        if (turns.mustWait(shown.number())) {
            return Optional.of(INTERRUPTED);
        }
        // Nothing is read from the program for a vCPU that cannot run.
        if (equals(vcpu.get().opening().process()) && ((MappableFile) vcpu.get().file()).isIdle()) {
            turns.ran(shown.number(), false);
            return Optional.of(WAITS);
        }
        memory.pullAll();
        KernelMemory.Buffer pages = ((MappableFile) vcpu.get().file()).pages();
        caller.readPages(shown, shown.mappableBytes()).ifPresent(pages::write);
        Optional<Frame> answer = process.systemCalls().handle(request);
        Bytes after = pages.read(shown.mappableBytes());
        boolean unused = caller.writePages(shown, after);
        return answer.map(result -> withoutYield(result, shown.number(), after));
    }

    /**
     * The program has a thread for each vCPU. Where the model returns for another vCPU to run, and where a processor waits for its
     * start, KVM would go on or sleep: the call ends as with a signal, and the thread makes it again.
     */
    private Frame withoutYield(Frame answer, long vcpu, Bytes pages) {
        boolean succeeded = answer instanceof DeviceResult result && result.value() == 0;
        int reason = pages.asLittleEndian().getInt(KvmRun.EXIT_REASON);
        boolean givesWay = succeeded && reason == KvmRun.EXIT_INTR;
        turns.ran(vcpu, givesWay);
        return givesWay || (succeeded && reason == KvmRun.EXIT_AP_RESET_HOLD) ? INTERRUPTED : answer;
    }
}
