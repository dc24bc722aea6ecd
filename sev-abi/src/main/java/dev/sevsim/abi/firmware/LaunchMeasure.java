package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * LAUNCH_MEASURE (command 0x33): closes the digest and writes the measurement.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param measureAddress system physical address where MEASURE and MNONCE are written
 * @param measureLength bytes there, at least 0x30; out on a short buffer: 0x30
 */
@Struct(size = 0x14, reserved = @Reserved(at = 0x04, size = 4))
public record LaunchMeasure(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "MEASURE_PADDR") long measureAddress,

        @Wire(at = 0x10, name = "MEASURE_LEN", direction = IN_OUT)
        int measureLength)
        implements LaunchMeasureWire {}
