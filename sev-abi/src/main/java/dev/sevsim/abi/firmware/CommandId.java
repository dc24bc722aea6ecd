package dev.sevsim.abi.firmware;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Firmware commands: the id in bits 26:16 of CmdResp and the size of the command buffer.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.4.
 */
public enum CommandId {
    INIT(0x01, 0x14),
    SHUTDOWN(0x02, 0),
    PLATFORM_RESET(0x03, 0),
    PLATFORM_STATUS(0x04, 0x0C),
    PEK_GEN(0x05, 0),
    PEK_CSR(0x06, 0x0C),
    PEK_CERT_IMPORT(0x07, 0x1C),
    PDH_CERT_EXPORT(0x08, 0x1C),
    PDH_GEN(0x09, 0),
    DF_FLUSH(0x0A, 0),
    DOWNLOAD_FIRMWARE(0x0B, 0x0C),
    GET_ID(0x0C, 0x0C),
    INIT_EX(0x0D, 0x24),
    NOP(0x0E, 0),
    RING_BUFFER(0x0F, 0x28),
    DECOMMISSION(0x20, 0x04),
    ACTIVATE(0x21, 0x08),
    DEACTIVATE(0x22, 0x04),
    GUEST_STATUS(0x23, 0x0D),
    COPY(0x24, 0x18),
    ACTIVATE_EX(0x25, 0x18),
    LAUNCH_START(0x30, 0x24),
    LAUNCH_UPDATE_DATA(0x31, 0x14),
    LAUNCH_UPDATE_VMSA(0x32, 0x14),
    LAUNCH_MEASURE(0x33, 0x14),
    LAUNCH_SECRET(0x34, 0x34),
    LAUNCH_FINISH(0x35, 0x04),
    ATTESTATION(0x36, 0x24),
    SEND_START(0x40, 0x44),
    SEND_UPDATE_DATA(0x41, 0x34),
    SEND_UPDATE_VMSA(0x42, 0x34),
    SEND_FINISH(0x43, 0x04),
    SEND_CANCEL(0x44, 0x04),
    RECEIVE_START(0x50, 0x24),
    RECEIVE_UPDATE_DATA(0x51, 0x34),
    RECEIVE_UPDATE_VMSA(0x52, 0x34),
    RECEIVE_FINISH(0x53, 0x04),
    DBG_DECRYPT(0x60, 0x1C),
    DBG_ENCRYPT(0x61, 0x1C),
    SWAP_OUT(0x70, 0x28),
    SWAP_IN(0x71, 0x20);

    private static final CodeTable<CommandId> CODES = CodeTable.of(values(), CommandId::code);

    private final int code;
    private final int bufferSize;

    CommandId(int code, int bufferSize) {
        this.code = code;
        this.bufferSize = bufferSize;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Bytes of the command buffer; 0 for a command without one. */
    public int bufferSize() {
        return bufferSize;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<CommandId> fromCode(int code) {
        return CODES.find(code);
    }
}
