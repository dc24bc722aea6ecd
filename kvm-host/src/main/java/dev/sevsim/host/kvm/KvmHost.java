package dev.sevsim.host.kvm;

import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kvm.sev.SevPlatform;

/**
 * What KVM builds its VMs from.
 *
 * @param guest the link to the guest CPUs
 * @param kernel kernel memory
 * @param caches cache instructions
 * @param nestedPaging where nested page tables are put
 * @param clock simulated time
 * @param trace where ioctls are recorded
 * @param model the processor that guests are told of
 * @param sev the SEV side
 */
public record KvmHost(
        Endpoint guest,
        KernelMemory kernel,
        CacheControl caches,
        NestedPaging nestedPaging,
        SimClock clock,
        Trace trace,
        CpuModel model,
        SevPlatform sev) {}
