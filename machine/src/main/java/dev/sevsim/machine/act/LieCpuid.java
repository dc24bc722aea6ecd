package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.GuestRegisters;

/**
 * Answers a CPUID exit with other values. Belongs after VMEXIT_CPUID.
 *
 * <p>CPUID is intercepted and the host's word, with and without encrypted state: Fn8000_001F tells the guest whether it has SEV and
 * where the C-bit is. A request in the GHCB MSR is for one of the registers.
 */
@Describe(
        "Answers a CPUID exit with other values, in the registers, the GHCB or the GHCB MSR. Belongs after VMEXIT_CPUID.")
record LieCpuid(
        @Describe("value") long eax,
        @Describe("value") long ebx,
        @Describe("value") long ecx,
        @Describe("value") long edx)
        implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        host.answers().registers(event.exit(this), new GuestRegisters(eax, ebx, ecx, edx));
    }
}
