package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct sev_user_data_pek_csr}: the argument of SEV_PEK_CSR.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param address user address
 * @param length capacity; out: bytes needed or written
 */
@Struct(size = SevUserDataPekCsr.SIZE)
public record SevUserDataPekCsr(
        @Wire(at = 0x00) long address,
        @Wire(at = 0x08, direction = IN_OUT) int length) {
    public static final StructLayout LAYOUT = SevUserDataPekCsrCodec.LAYOUT;
    public static final int SIZE = 0x0C;

    public static SevUserDataPekCsr decode(Bytes raw) {
        return SevUserDataPekCsrCodec.decode(raw);
    }

    public Bytes encode() {
        return SevUserDataPekCsrCodec.encode(this);
    }
}
