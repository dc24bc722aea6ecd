package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.VcpuExit;

/**
 * Answers a CPUID exit with other values, in a guest without encrypted state. Belongs after VMEXIT_CPUID.
 *
 * <p>Without encrypted state CPUID is intercepted and the host's word: Fn8000_001F tells the guest whether it has SEV and where the
 * C-bit is.
 */
@Describe("Answers a CPUID exit with other values, in a guest without encrypted state. Belongs after VMEXIT_CPUID.")
record LieCpuid(
        @Describe("value") long eax,
        @Describe("value") long ebx,
        @Describe("value") long ecx,
        @Describe("value") long edx)
        implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        VcpuExit exit = event.answer(VcpuExit.class)
                .filter(left -> left.reason() == ExitReason.CPUID)
                .orElseThrow(() -> new ActFailure("lie-cpuid belongs after VMEXIT_CPUID"));
        host.lie(exit.vcpu(), new GuestRegisters(eax, ebx, ecx, edx));
    }
}
