package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * DOWNLOAD_FIRMWARE (command 0x0B): replaces the firmware.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param firmwareAddress the image
 * @param firmwareLength its bytes
 */
public record DownloadFirmware(long firmwareAddress, int firmwareLength) {
    private static final StructLayout L = new StructLayout("DownloadFirmware");
    private static final Field FIRMWARE_ADDRESS = L.u64(0x00, "FW_PADDR", IN);
    private static final Field FIRMWARE_LENGTH = L.u32(0x08, "FW_LEN", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static DownloadFirmware decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new DownloadFirmware(FIRMWARE_ADDRESS.getU64(b), FIRMWARE_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        FIRMWARE_ADDRESS.putU64(b, firmwareAddress);
        FIRMWARE_LENGTH.putU32(b, firmwareLength);
        return LAYOUT.finish(b);
    }
}
