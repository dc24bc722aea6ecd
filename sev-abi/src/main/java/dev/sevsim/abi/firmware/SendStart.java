package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * SEND_START (command 0x40): opens a channel to another platform.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param pdhCertAddress the receiver's PDH certificate
 * @param pdhCertLength 0x824
 * @param platformCertsAddress the receiver's PEK, OCA and CEK
 * @param platformCertsLength 0x186C
 * @param amdCertsAddress ASK and ARK
 * @param amdCertsLength 0x680 or 0xC80
 * @param sessionAddress where to write the session
 * @param sessionLength exactly 0x80
 */
@Struct(
        size = 0x44,
        reserved = {@Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4), @Reserved(at = 0x34, size = 4)})
public record SendStart(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x04, name = "POLICY", direction = OUT) int policy,
        @Wire(at = 0x08, name = "PDH_CERT_PADDR") long pdhCertAddress,
        @Wire(at = 0x10, name = "PDH_CERT_LEN") int pdhCertLength,
        @Wire(at = 0x18, name = "PLAT_CERTS_PADDR") long platformCertsAddress,
        @Wire(at = 0x20, name = "PLAT_CERTS_LEN") int platformCertsLength,
        @Wire(at = 0x28, name = "AMD_CERTS_PADDR") long amdCertsAddress,
        @Wire(at = 0x30, name = "AMD_CERTS_LEN") int amdCertsLength,
        @Wire(at = 0x38, name = "SESSION_PADDR") long sessionAddress,

        @Wire(at = 0x40, name = "SESSION_LEN", direction = IN_OUT)
        int sessionLength)
        implements SendStartWire {}
