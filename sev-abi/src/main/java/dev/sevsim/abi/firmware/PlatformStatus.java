package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * PLATFORM_STATUS (command 0x04): what the platform says of itself.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.4; sevapi.
 *
 * @param apiMajor firmware API version
 * @param apiMinor firmware API version
 * @param state platform state, see {@link PlatformState}
 * @param owner bit 0: 0 self-owned, 1 externally owned
 * @param config bit 0: SEV-ES is on
 * @param build firmware build
 * @param guestCount guest contexts in use
 */
public record PlatformStatus(int apiMajor, int apiMinor, int state, int owner, int config, int build, int guestCount) {
    private static final StructLayout L = new StructLayout("PlatformStatus");
    private static final Field API_MAJOR = L.u8(0x00, "API_MAJOR", OUT);
    private static final Field API_MINOR = L.u8(0x01, "API_MINOR", OUT);
    private static final Field STATE = L.u8(0x02, "STATE", OUT);
    private static final Field OWNER = L.u8(0x03, "OWNER", OUT);
    private static final Field CONFIG = L.u16(0x04, "CONFIG", OUT);

    static {
        L.reserved(0x06, 1);
    }

    private static final Field BUILD = L.u8(0x07, "BUILD", OUT);
    private static final Field GUEST_COUNT = L.u32(0x08, "GUEST_COUNT", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static PlatformStatus decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new PlatformStatus(
                API_MAJOR.getU8(b),
                API_MINOR.getU8(b),
                STATE.getU8(b),
                OWNER.getU8(b),
                CONFIG.getU16(b),
                BUILD.getU8(b),
                GUEST_COUNT.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        API_MAJOR.putU8(b, apiMajor);
        API_MINOR.putU8(b, apiMinor);
        STATE.putU8(b, state);
        OWNER.putU8(b, owner);
        CONFIG.putU16(b, config);
        BUILD.putU8(b, build);
        GUEST_COUNT.putU32(b, guestCount);
        return LAYOUT.finish(b);
    }
}
