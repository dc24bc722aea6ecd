package dev.sevsim.psp.command;

/** What a migration packet carries. */
enum PacketContent {
    DATA,
    /** One save area. */
    VMSA
}
