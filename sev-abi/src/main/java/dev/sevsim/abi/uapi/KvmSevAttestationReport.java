package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_attestation_report}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param mnonce 16 bytes that the report repeats
 * @param address user address
 * @param length bytes; 0 queries the length
 */
@Struct(size = 0x20, reserved = @Reserved(at = 0x1C, size = 4))
public record KvmSevAttestationReport(
        @Wire(at = 0x00, size = 16) Bytes mnonce,
        @Wire(at = 0x10, name = "uaddr") long address,
        @Wire(at = 0x18, name = "len", direction = IN_OUT) int length)
        implements KvmSevAttestationReportWire {}
