package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.process.UserMemory;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.qmp.LocalClient;
import dev.sevsim.host.vmm.GuestVm;
import java.util.Optional;
import java.util.function.Supplier;

/** What the host of a machine can use; the machine provides it to acts. */
public interface HostPorts {
    /** DRAM as the host reads and writes it. */
    MemoryPort memory();

    /** The host's end of the link to the Secure Processor, without acts on it. */
    Endpoint processor();

    /** The VMM's end of the link to the guest owner, without acts on it. */
    Endpoint owner();

    /** Kernel version of the host. */
    KernelProfile kernel();

    /** The VMM's end of the link to the host, without acts on it. */
    Endpoint systemCalls();

    /** System calls of a child process of the VMM, which shares its memory and descriptors; they go over no link. */
    RequestHandler childCalls();

    /** The memory of the process in which the VMM runs. */
    UserMemory vmm();

    /** Frames that nothing else uses, zeroed and in one run. */
    SystemPhysical takeFrames(int count);

    /** ASK and ARK, as AMD publishes them. */
    Bytes amdCertificates();

    /** The CEK certificate of the chip as AMD signed it, 2084 bytes. */
    Bytes signedCek();

    /** An image of the firmware of another version, signed by AMD. */
    Bytes firmwareImage(ApiVersion version, int build);

    /**
     * The ports of a second host with a processor of the same generation, made at the first call and switched off with the machine.
     *
     * @param firmware API version and build, such as {@code 1.55.24}
     */
    HostPorts second(String firmware);

    /** Switches the second hosts off. */
    void close();

    /** WBINVD on each core. */
    void writeBackCaches();

    /**
     * Clears SYSCFG bit 23 of a core.
     *
     * @return whether there is such a core and its bit was set
     */
    boolean disableEncryption(int core);

    /** Where acts are recorded. */
    Trace trace();

    /** The VM of a nested page table; empty for a table of no VM. */
    Optional<Guest> guest(long nestedCr3);

    /** The VM that was started last; empty before LAUNCH_START. */
    Optional<Guest> guest();

    /**
     * A guest of the host.
     *
     * @param pages its nested page table
     * @param vm the VM at its present stage
     * @param monitor makes a client of its monitor
     */
    record Guest(NestedMapping pages, GuestVm vm, Supplier<LocalClient> monitor) {}
}
