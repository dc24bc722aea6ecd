package dev.sevsim.bus.cpu;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.NestedPaging;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the vCPUs of one VM share.
 *
 * @param memory the encryption engine
 * @param paging the nested page tables
 * @param programs guest code; the first one that recognises the bytes at an address runs there
 * @param functions routines in memory
 * @param code where the programs lie in memory
 * @param resetVector where the first entry starts
 * @param encryptionBit position of the C-bit; empty for processors that take any bit for it
 */
public record CpuBoard(
        GuestMemoryAccess memory,
        NestedPaging paging,
        List<GuestProgram> programs,
        GuestFunctions functions,
        GuestCode code,
        GuestPhysical resetVector,
        OptionalInt encryptionBit) {
    /** Where an x86 CPU starts. */
    public static final GuestPhysical RESET_VECTOR = new GuestPhysical(0xFFFF_FFF0L);

    /** Keeps its own list. */
    public CpuBoard {
        programs = List.copyOf(programs);
    }

    /** A board without routines yet, whose vCPUs start at {@link #RESET_VECTOR}. */
    public static CpuBoard of(GuestMemoryAccess memory, NestedPaging paging, List<GuestProgram> programs) {
        return new CpuBoard(
                memory,
                paging,
                programs,
                new GuestFunctions(),
                new GuestCode(memory),
                RESET_VECTOR,
                OptionalInt.empty());
    }

    /** The same board with another start address. */
    public CpuBoard startingAt(GuestPhysical address) {
        return new CpuBoard(memory, paging, programs, functions, code, address, encryptionBit);
    }

    /** The same board with processors whose C-bit is at a position. */
    public CpuBoard encryptingBy(int position) {
        return new CpuBoard(memory, paging, programs, functions, code, resetVector, OptionalInt.of(position));
    }
}
