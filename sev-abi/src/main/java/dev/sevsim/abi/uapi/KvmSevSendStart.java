package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_send_start}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param policy of the guest
 * @param pdhCertAddress user address of the receiver's PDH certificate
 * @param pdhCertLength bytes
 * @param platformCertsAddress user address of the receiver's PEK, OCA and CEK certificates
 * @param platformCertsLength bytes
 * @param amdCertsAddress user address of the ASK and ARK certificates
 * @param amdCertsLength bytes
 * @param sessionAddress user address for the session
 * @param sessionLength bytes; 0 queries the length
 */
@Struct(
        size = 0x48,
        reserved = {
            @Reserved(at = 0x04, size = 4),
            @Reserved(at = 0x14, size = 4),
            @Reserved(at = 0x24, size = 4),
            @Reserved(at = 0x34, size = 4),
            @Reserved(at = 0x44, size = 4)
        })
public record KvmSevSendStart(
        @Wire(at = 0x00, direction = OUT) int policy,
        @Wire(at = 0x08, name = "pdh_cert_uaddr") long pdhCertAddress,
        @Wire(at = 0x10, name = "pdh_cert_len") int pdhCertLength,
        @Wire(at = 0x18, name = "plat_certs_uaddr") long platformCertsAddress,
        @Wire(at = 0x20, name = "plat_certs_len") int platformCertsLength,
        @Wire(at = 0x28, name = "amd_certs_uaddr") long amdCertsAddress,
        @Wire(at = 0x30, name = "amd_certs_len") int amdCertsLength,
        @Wire(at = 0x38, name = "session_uaddr") long sessionAddress,

        @Wire(at = 0x40, name = "session_len", direction = IN_OUT)
        int sessionLength)
        implements KvmSevSendStartWire {}
