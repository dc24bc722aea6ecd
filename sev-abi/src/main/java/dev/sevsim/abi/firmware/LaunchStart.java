package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * LAUNCH_START (command 0x30): makes a guest context out of a session.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle 0 for a new key, else the guest to share a key with; out: the new handle
 * @param policy guest policy
 * @param dhCertAddress system physical address of the owner's DH certificate; 0 for no session
 * @param dhCertLength exactly 0x824
 * @param sessionAddress system physical address of the session buffer
 * @param sessionLength exactly 0x80
 */
@Struct(size = 0x24, reserved = @Reserved(at = 0x14, size = 4))
public record LaunchStart(
        @Wire(at = 0x00, name = "HANDLE", direction = IN_OUT)
        int handle,

        @Wire(at = 0x04, name = "POLICY") int policy,
        @Wire(at = 0x08, name = "DH_CERT_PADDR") long dhCertAddress,
        @Wire(at = 0x10, name = "DH_CERT_LEN") int dhCertLength,
        @Wire(at = 0x18, name = "SESSION_PADDR") long sessionAddress,
        @Wire(at = 0x20, name = "SESSION_LEN") int sessionLength)
        implements LaunchStartWire {}
