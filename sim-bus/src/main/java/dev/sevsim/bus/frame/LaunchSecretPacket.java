package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Owner to host: the encrypted secret table.
 *
 * @param header header of the packet, 52 bytes
 * @param payload the secret table, encrypted with the TEK
 */
@Payload
public record LaunchSecretPacket(Bytes header, Bytes payload) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LAUNCH_SECRET_PACKET;
    }
}
