package dev.sevsim.bus.frame;

/**
 * The general registers that travel with exits and entries: what the guest shows, or what the host answers.
 *
 * @param rax register RAX, as far as guest or host shows it
 * @param rbx register RBX, as far as guest or host shows it
 * @param rcx register RCX, as far as guest or host shows it
 * @param rdx register RDX, as far as guest or host shows it
 */
public record GuestRegisters(long rax, long rbx, long rcx, long rdx) {
    /** All zero. */
    public static final GuestRegisters NONE = new GuestRegisters(0, 0, 0, 0);

    /** RAX, the others zero. */
    public static GuestRegisters ofRax(long rax) {
        return new GuestRegisters(rax, 0, 0, 0);
    }
}
