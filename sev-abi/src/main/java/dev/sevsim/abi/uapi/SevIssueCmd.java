package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct sev_issue_cmd}: the argument of SEV_ISSUE_CMD on /dev/sev.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.1.
 *
 * @param command command number, see {@link SevDeviceCommand}
 * @param data user address of the command's structure
 * @param error firmware status; all ones when the firmware was not called
 */
public record SevIssueCmd(int command, long data, int error) {
    private static final StructLayout L = new StructLayout("SevIssueCmd");
    private static final Field COMMAND = L.u32(0x00, "cmd", IN);
    private static final Field DATA = L.u64(0x04, "data", IN);
    private static final Field ERROR = L.u32(0x0C, "error", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x10);

    /** Bytes on the wire. */
    public static final int SIZE = 0x10;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SevIssueCmd decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SevIssueCmd(COMMAND.getU32(b), DATA.getU64(b), ERROR.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        COMMAND.putU32(b, command);
        DATA.putU64(b, data);
        ERROR.putU32(b, error);
        return LAYOUT.finish(b);
    }
}
