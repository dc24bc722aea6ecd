package dev.sevsim.abi.launch;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * The session buffer of LAUNCH_START: the transport keys, wrapped for the platform.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.4.
 *
 * @param nonce KDF context
 * @param wrappedKeys AES-128-CTR(KEK, WRAP_IV, TEK and TIK)
 * @param wrapIv initial counter block
 * @param wrapMac HMAC-SHA-256(KIK, WRAP_TK)
 * @param policyMac HMAC-SHA-256(TIK, POLICY)
 */
public record LaunchSession(Bytes nonce, Bytes wrappedKeys, Bytes wrapIv, Bytes wrapMac, Bytes policyMac) {
    private static final StructLayout L = new StructLayout("LaunchSession");
    private static final Field NONCE = L.bytes(0x00, 16, "NONCE", IN);
    private static final Field WRAPPED_KEYS = L.bytes(0x10, 32, "WRAP_TK", IN);
    private static final Field WRAP_IV = L.bytes(0x30, 16, "WRAP_IV", IN);
    private static final Field WRAP_MAC = L.bytes(0x40, 32, "WRAP_MAC", IN);
    private static final Field POLICY_MAC = L.bytes(0x60, 32, "POLICY_MAC", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x80);

    /** Bytes on the wire. */
    public static final int SIZE = 0x80;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static LaunchSession decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new LaunchSession(
                NONCE.getBytes(b),
                WRAPPED_KEYS.getBytes(b),
                WRAP_IV.getBytes(b),
                WRAP_MAC.getBytes(b),
                POLICY_MAC.getBytes(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        NONCE.putBytes(b, nonce);
        WRAPPED_KEYS.putBytes(b, wrappedKeys);
        WRAP_IV.putBytes(b, wrapIv);
        WRAP_MAC.putBytes(b, wrapMac);
        POLICY_MAC.putBytes(b, policyMac);
        return LAYOUT.finish(b);
    }
}
