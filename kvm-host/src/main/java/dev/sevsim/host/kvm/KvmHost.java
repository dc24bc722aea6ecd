package dev.sevsim.host.kvm;

import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kvm.sev.SevPlatform;
import dev.sevsim.host.profile.HostProfile;

/**
 * The parts of the host that VMs are built from.
 *
 * @param guest the link to the guest CPUs
 * @param kernel kernel memory
 * @param caches cache instructions
 * @param nestedPaging registry of nested page tables
 * @param clock simulated time
 * @param trace receives the record of each ioctl
 * @param model the processor, whose CPUID guests see in part
 * @param sev the SEV side
 */
public record KvmHost(
        Endpoint guest,
        KernelMemory kernel,
        CacheControl caches,
        NestedPaging nestedPaging,
        SimClock clock,
        Trace trace,
        HostProfile.Cpu model,
        SevPlatform sev) {}
