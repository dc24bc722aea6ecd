package dev.sevsim.ovmf.dxe;

/** The registers and stack slots of a call: what the caller left out reads as zero. */
final class Arguments {
    private Arguments() {}

    static long at(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }
}
