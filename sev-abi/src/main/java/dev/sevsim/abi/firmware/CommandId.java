package dev.sevsim.abi.firmware;

import dev.sevsim.abi.CodeTable;
import dev.sevsim.abi.layout.StructLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Firmware commands: the id in bits 26:16 of CmdResp and the structure of the command buffer.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.4.
 */
@SuppressWarnings("ImmutableEnumChecker") // the layouts are complete when the constants are made
public enum CommandId {
    INIT(0x01, Init.LAYOUT),
    SHUTDOWN(0x02),
    PLATFORM_RESET(0x03),
    PLATFORM_STATUS(0x04, PlatformStatus.LAYOUT),
    PEK_GEN(0x05),
    PEK_CSR(0x06, PekCsr.LAYOUT),
    PEK_CERT_IMPORT(0x07, PekCertImport.LAYOUT),
    PDH_CERT_EXPORT(0x08, PdhCertExport.LAYOUT),
    PDH_GEN(0x09),
    DF_FLUSH(0x0A),
    DOWNLOAD_FIRMWARE(0x0B, DownloadFirmware.LAYOUT),
    GET_ID(0x0C, GetId.LAYOUT),
    INIT_EX(0x0D, InitEx.LAYOUT),
    NOP(0x0E),
    RING_BUFFER(0x0F, RingBuffer.LAYOUT),
    DECOMMISSION(0x20, Decommission.LAYOUT),
    ACTIVATE(0x21, Activate.LAYOUT),
    DEACTIVATE(0x22, Deactivate.LAYOUT),
    GUEST_STATUS(0x23, GuestStatus.LAYOUT),
    COPY(0x24, Copy.LAYOUT),
    ACTIVATE_EX(0x25, ActivateEx.LAYOUT),
    LAUNCH_START(0x30, LaunchStart.LAYOUT),
    LAUNCH_UPDATE_DATA(0x31, LaunchUpdate.LAYOUT),
    LAUNCH_UPDATE_VMSA(0x32, LaunchUpdate.LAYOUT),
    LAUNCH_MEASURE(0x33, LaunchMeasure.LAYOUT),
    LAUNCH_SECRET(0x34, LaunchSecret.LAYOUT),
    LAUNCH_FINISH(0x35, LaunchFinish.LAYOUT),
    ATTESTATION(0x36, Attestation.LAYOUT),
    SEND_START(0x40, SendStart.LAYOUT),
    SEND_UPDATE_DATA(0x41, SendUpdate.LAYOUT),
    SEND_UPDATE_VMSA(0x42, SendUpdate.LAYOUT),
    SEND_FINISH(0x43, SendFinish.LAYOUT),
    SEND_CANCEL(0x44, SendCancel.LAYOUT),
    RECEIVE_START(0x50, ReceiveStart.LAYOUT),
    RECEIVE_UPDATE_DATA(0x51, ReceiveUpdate.LAYOUT),
    RECEIVE_UPDATE_VMSA(0x52, ReceiveUpdate.LAYOUT),
    RECEIVE_FINISH(0x53, ReceiveFinish.LAYOUT),
    DBG_DECRYPT(0x60, DebugTransfer.LAYOUT),
    DBG_ENCRYPT(0x61, DebugTransfer.LAYOUT),
    SWAP_OUT(0x70, SwapOut.LAYOUT),
    SWAP_IN(0x71, SwapIn.LAYOUT);

    private static final CodeTable<CommandId> CODES = CodeTable.of(values(), CommandId::code);

    private final int code;
    private final @Nullable StructLayout buffer;

    /** A command without a buffer. */
    CommandId(int code) {
        this(code, null);
    }

    CommandId(int code, @Nullable StructLayout buffer) {
        this.code = code;
        this.buffer = buffer;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Bytes of the command buffer; 0 for a command without one. */
    public int bufferSize() {
        return buffer == null ? 0 : buffer.size();
    }

    /** Structure of the command buffer; empty for a command without one. */
    public Optional<StructLayout> layout() {
        return Optional.ofNullable(buffer);
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<CommandId> fromCode(int code) {
        return CODES.find(code);
    }
}
