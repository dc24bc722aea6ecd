package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct sev_user_data_status}: the answer of SEV_PLATFORM_STATUS.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param apiMajor firmware API version
 * @param apiMinor firmware API version
 * @param state platform state
 * @param flags bit 0 externally owned, bit 8 configured for ES
 * @param build firmware build
 * @param guestCount guests
 */
public record SevUserDataStatus(int apiMajor, int apiMinor, int state, int flags, int build, int guestCount) {
    private static final StructLayout L = new StructLayout("SevUserDataStatus");
    private static final Field API_MAJOR = L.u8(0x00, "api_major", OUT);
    private static final Field API_MINOR = L.u8(0x01, "api_minor", OUT);
    private static final Field STATE = L.u8(0x02, "state", OUT);
    private static final Field FLAGS = L.u32(0x03, "flags", OUT);
    private static final Field BUILD = L.u8(0x07, "build", OUT);
    private static final Field GUEST_COUNT = L.u32(0x08, "guest_count", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SevUserDataStatus decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SevUserDataStatus(
                API_MAJOR.getU8(b),
                API_MINOR.getU8(b),
                STATE.getU8(b),
                FLAGS.getU32(b),
                BUILD.getU8(b),
                GUEST_COUNT.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        API_MAJOR.putU8(b, apiMajor);
        API_MINOR.putU8(b, apiMinor);
        STATE.putU8(b, state);
        FLAGS.putU32(b, flags);
        BUILD.putU8(b, build);
        GUEST_COUNT.putU32(b, guestCount);
        return LAYOUT.finish(b);
    }
}
