package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SimRandom;

/**
 * Everything about a session that is drawn at random.
 *
 * @param godhScalar private scalar of the owner's Diffie-Hellman key, 48 bytes, most significant first
 * @param keys TEK and TIK
 * @param nonce KDF context
 * @param wrapIv initial counter block of the wrapping
 */
record SessionMaterial(SecretBytes godhScalar, TransportKeys keys, Bytes nonce, Bytes wrapIv) {
    private static final int BLOCK = 16;

    static SessionMaterial draw(SimRandom random) {
        SecretBytes scalar = P384.newPrivateScalar(random);
        SecretBytes tek = random.secret(TransportKeys.KEY_SIZE);
        SecretBytes tik = random.secret(TransportKeys.KEY_SIZE);
        return new SessionMaterial(scalar, new TransportKeys(tek, tik), random.bytes(BLOCK), random.bytes(BLOCK));
    }
}
