package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * DOWNLOAD_FIRMWARE (command 0x0B): replaces the firmware.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param firmwareAddress the image
 * @param firmwareLength its bytes
 */
@Struct(size = 0x0C)
public record DownloadFirmware(
        @Wire(at = 0x00, name = "FW_PADDR") long firmwareAddress,
        @Wire(at = 0x08, name = "FW_LEN") int firmwareLength) implements DownloadFirmwareWire {}
