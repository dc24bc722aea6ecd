package dev.sevsim.abi.launch;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * The output of LAUNCH_MEASURE: the MAC and its nonce.
 *
 * <p>QEMU and libvirt carry it as base64.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.5.
 *
 * @param measure the measurement: HMAC-SHA-256 under the TIK of the launch digest, the policy and the versions
 * @param nonce drawn by the firmware for this measurement, and part of it
 */
@Struct(size = 0x30, direction = OUT)
public record MeasurementBlob(
        @Wire(at = 0x00, size = 32, name = "MEASURE") Bytes measure,
        @Wire(at = 0x20, size = 16, name = "MNONCE") Bytes nonce)
        implements MeasurementBlobWire {}
