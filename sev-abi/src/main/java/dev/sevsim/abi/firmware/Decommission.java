package dev.sevsim.abi.firmware;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.layout.Wire;

/**
 * DECOMMISSION (command 0x20): frees a guest context.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
@Struct(size = Decommission.SIZE)
public record Decommission(@Wire(at = 0x00, name = "HANDLE") int handle) {
    public static final StructLayout LAYOUT = DecommissionCodec.LAYOUT;
    public static final int SIZE = 0x04;

    public static Decommission decode(Bytes raw) {
        return DecommissionCodec.decode(raw);
    }

    public Bytes encode() {
        return DecommissionCodec.encode(this);
    }
}
