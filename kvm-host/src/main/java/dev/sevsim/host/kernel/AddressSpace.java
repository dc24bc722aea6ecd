package dev.sevsim.host.kernel;

import dev.sevsim.abi.HostVirtual;
import dev.sevsim.host.process.UserMemory;
import java.util.List;
import java.util.OptionalLong;

/** The address space of a process as its kernel sees it: user addresses, and the page frames behind them. */
public interface AddressSpace extends UserMemory {
    /**
     * The longest physically contiguous run from {@code address}, at most {@code limit} bytes; touches its pages.
     *
     * <p>Runs end where the next frame is not the neighbour. EFAULT where nothing is mapped.
     */
    PhysicalRun run(HostVirtual address, long limit);

    /** The system physical address behind a user address, its page touched; EFAULT where nothing is mapped. */
    long physical(HostVirtual address);

    /** The physical address of {@code address} when the whole range is one reserved run, touched or not. */
    OptionalLong linear(HostVirtual address, long lengthBytes);

    /** Those pages of a range that have been touched through this address space, as physical runs. */
    List<PhysicalRun> touched(HostVirtual address, long lengthBytes);

    /** Maps pages of the kernel, as mmap of a vCPU does; ENODEV where the program maps files itself. */
    HostVirtual mapKernelPages(KernelMemory.Buffer buffer, long bytes);

    @Override
    default boolean isReserved(HostVirtual address, long lengthBytes) {
        return linear(address, lengthBytes).isPresent();
    }
}
