package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Owner to host: what LAUNCH_START needs.
 *
 * @param policy guest policy
 * @param godh the owner's Diffie-Hellman certificate
 * @param session the session: wrapped transport keys
 */
@Payload
public record LaunchBundle(int policy, Bytes godh, Bytes session) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LAUNCH_BUNDLE;
    }
}
