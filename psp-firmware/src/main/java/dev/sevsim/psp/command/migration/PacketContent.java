package dev.sevsim.psp.command.migration;

/** What a migration packet carries. */
enum PacketContent {
    DATA,
    /** One save area. */
    VMSA
}
