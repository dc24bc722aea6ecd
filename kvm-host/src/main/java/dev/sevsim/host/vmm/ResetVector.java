package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTableGuid;

/**
 * Where the application processors of an SEV-ES guest start: the address in the OVMF image's ES reset block.
 *
 * <p>An image without a table may carry the block's GUID alone, 48 bytes before its end. Our choice: the address lies
 * before it as in an entry of the table, with the 16-bit length in between.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.3.
 *
 * @param address guest physical, 32 bits
 */
record ResetVector(int address) {
    private static final int GUID_FROM_END = 0x30;
    private static final int ADDRESS_BEFORE_GUID = 2 + Integer.BYTES;

    /** Reads the block of an image. */
    static ResetVector of(Bytes image, OvmfTable table) {
        int address = table.sevEsResetAddress().orElseGet(() -> alone(image));
        if (address == 0) {
            throw new VmmException("SEV-ES reset address is zero");
        }
        return new ResetVector(address);
    }

    /** Base of the code segment. */
    long codeBase() {
        return address & 0xFFFF_0000L;
    }

    int instructionPointer() {
        return address & 0xFFFF;
    }

    private static int alone(Bytes image) {
        int guid = image.length() - GUID_FROM_END;
        if (guid < ADDRESS_BEFORE_GUID
                || !Guid.fromWire(image.slice(guid, guid + Guid.SIZE).toArray(), 0)
                        .equals(OvmfTableGuid.SEV_ES_RESET_BLOCK)) {
            throw new VmmException("SEV information block/Firmware GUID Table block not found in pflash rom");
        }
        return image.asLittleEndian().getInt(guid - ADDRESS_BEFORE_GUID);
    }
}
