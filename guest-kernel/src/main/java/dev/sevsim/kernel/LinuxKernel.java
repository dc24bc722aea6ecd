package dev.sevsim.kernel;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.bus.cpu.GuestProgram;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.boot.EarlyBoot;
import dev.sevsim.kernel.boot.EfiStub;
import dev.sevsim.kernel.boot.KernelBoot;
import dev.sevsim.kernel.efi.PeImage;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.kernel.program.UserProgram;
import java.util.List;
import java.util.OptionalLong;

/**
 * Linux as an EFI application: what the CPU runs when firmware starts a loaded bzImage.
 *
 * <p>It returns to the firmware only with an error; once boot services are left it runs until the machine is switched
 * off. Source: docs/reference/guest-kernel.md sections 1 and 2.
 */
public final class LinuxKernel implements GuestProgram {
    private static final int APPLICATION_ARGUMENTS = 2;

    private final GuestTasks tasks;
    private final List<UserProgram> programs;
    private final GuestObserver observer;

    /** A kernel whose behaviour is decided by guest memory alone. */
    public LinuxKernel() {
        this(new GuestTasks());
    }

    /** A kernel that runs {@code tasks} when it is idle. */
    public LinuxKernel(GuestTasks tasks) {
        this(tasks, List.of(), GuestObserver.NONE);
    }

    /**
     * A kernel that runs {@code tasks} when it is idle, and whose shell can start {@code programs}.
     *
     * @param observer is told when the kernel has the machine, and which secrets it shows
     */
    public LinuxKernel(GuestTasks tasks, List<? extends UserProgram> programs, GuestObserver observer) {
        this.tasks = tasks;
        this.programs = List.copyOf(programs);
        this.observer = observer;
    }

    @Override
    public String name() {
        return "linux";
    }

    /** Called as an EFI application: image handle, then a system table, from inside a loaded PE image. */
    @Override
    public boolean recognises(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        // Any routine may have two arguments; what cannot be a table is not followed as a pointer.
        if (arguments.length != APPLICATION_ARGUMENTS || arguments[1] == 0 || arguments[1] % Long.BYTES != 0) {
            return false;
        }
        long signature = cpu.read(new GuestPhysical(arguments[1]), Encryption.ENCRYPTED, Long.BYTES)
                .asLittleEndian()
                .getLong();
        return signature == EfiSystemTable.SIGNATURE
                && PeImage.baseOf(cpu, entry).isPresent();
    }

    @Override
    public long run(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        OptionalLong base = PeImage.baseOf(cpu, entry);
        if (base.isEmpty() || arguments.length != APPLICATION_ARGUMENTS) {
            return EfiStatus.LOAD_ERROR;
        }
        EfiStub stub = new EfiStub(cpu, base.getAsLong(), arguments[0], arguments[1]);
        long status = stub.run();
        if (EfiStatus.isError(status)) {
            return status;
        }
        observer.kernelRuns(stub.loadOptions());
        throw new KernelBoot(EarlyBoot.start(cpu, stub), tasks, programs, observer).run();
    }
}
