package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * RECEIVE_START (command 0x50): makes a guest context out of another platform's session.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5; lx-hdr, sevapi.
 *
 * @param handle 0 for a new key, else the guest to share a key with; out: the new handle
 * @param policy guest policy
 * @param pdhCertAddress the sender's PDH certificate
 * @param pdhCertLength exactly 0x824
 * @param sessionAddress session buffer
 * @param sessionLength exactly 0x80
 */
@Struct(size = 0x24, reserved = @Reserved(at = 0x14, size = 4))
public record ReceiveStart(
        @Wire(at = 0x00, name = "HANDLE", direction = IN_OUT)
        int handle,

        @Wire(at = 0x04, name = "POLICY") int policy,
        @Wire(at = 0x08, name = "PDH_CERT_PADDR") long pdhCertAddress,
        @Wire(at = 0x10, name = "PDH_CERT_LEN") int pdhCertLength,
        @Wire(at = 0x18, name = "SESSION_PADDR") long sessionAddress,
        @Wire(at = 0x20, name = "SESSION_LEN") int sessionLength)
        implements ReceiveStartWire {}
