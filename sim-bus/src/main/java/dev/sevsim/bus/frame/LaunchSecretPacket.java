package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Owner to host: the encrypted secret table.
 *
 * @param header packet header, 52 bytes
 * @param payload ciphertext
 */
@Payload
public record LaunchSecretPacket(Bytes header, Bytes payload) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LAUNCH_SECRET_PACKET;
    }
}
