package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;

/**
 * Answers a CPUID exit with other values.
 *
 * <p>CPUID is intercepted and the host's word, with and without encrypted state: Fn8000_001F tells the guest whether it has SEV and
 * where the C-bit is. A request in the GHCB MSR is for one of the registers.
 */
@Belongs(sides = Point.Side.AFTER, to = EventKind.EXIT)
@Describe("Answers a CPUID exit with other values, in the registers, the GHCB or the GHCB MSR.")
record LieCpuid(
        @Describe("value") long eax,
        @Describe("value") long ebx,
        @Describe("value") long ecx,
        @Describe("value") long edx)
        implements Act {

    /** Checks that each value fits its register. */
    LieCpuid {
        for (long value : new long[] {eax, ebx, ecx, edx}) {
            if (value >>> Integer.SIZE != 0) {
                throw new IllegalArgumentException("act lie-cpuid: " + Texts.hex(value) + " does not fit 32 bits");
            }
        }
    }

    @Override
    public void requireFit(Point point) {
        if (!point.name().equals(EventNames.of(ExitReason.CPUID))) {
            throw new IllegalArgumentException("act lie-cpuid at " + point + ": expected after VMEXIT_CPUID");
        }
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        host.answers().registers(event.exit(this), new GuestRegisters(eax, ebx, ecx, edx));
    }
}
