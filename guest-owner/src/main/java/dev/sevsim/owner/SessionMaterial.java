package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.crypto.EcKeyPair;

/**
 * Everything about a session that is drawn at random.
 *
 * @param godh the owner's Diffie-Hellman key pair
 * @param keys TEK and TIK
 * @param nonce KDF context
 * @param wrapIv initial counter block of the wrapping
 */
record SessionMaterial(EcKeyPair godh, TransportKeys keys, Bytes nonce, Bytes wrapIv) {
    private static final int BLOCK = 16;

    static SessionMaterial draw(SimRandom random) {
        EcKeyPair godh = EcKeyPair.generate(random::nextBytes);
        SecretBytes tek = random.secret(TransportKeys.KEY_SIZE);
        SecretBytes tik = random.secret(TransportKeys.KEY_SIZE);
        return new SessionMaterial(godh, new TransportKeys(tek, tik), random.bytes(BLOCK), random.bytes(BLOCK));
    }
}
