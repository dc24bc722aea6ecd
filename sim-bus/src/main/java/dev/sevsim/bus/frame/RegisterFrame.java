package dev.sevsim.bus.frame;

/** A frame with the registers that guest and host show each other. */
interface RegisterFrame {
    GuestRegisters registers();

    /** See {@link GuestRegisters#rax}. */
    default long rax() {
        return registers().rax();
    }

    /** See {@link GuestRegisters#rbx}. */
    default long rbx() {
        return registers().rbx();
    }

    /** See {@link GuestRegisters#rcx}. */
    default long rcx() {
        return registers().rcx();
    }

    /** See {@link GuestRegisters#rdx}. */
    default long rdx() {
        return registers().rdx();
    }
}
