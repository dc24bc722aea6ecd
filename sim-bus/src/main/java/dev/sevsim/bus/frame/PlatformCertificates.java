package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Host to owner: the platform's certificates, asking for a launch bundle.
 *
 * @param pdh PDH certificate
 * @param chain PEK, OCA and CEK certificates
 * @param ca ASK and ARK certificates
 */
@Payload
public record PlatformCertificates(Bytes pdh, Bytes chain, Bytes ca) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.PLATFORM_CERTIFICATES;
    }
}
