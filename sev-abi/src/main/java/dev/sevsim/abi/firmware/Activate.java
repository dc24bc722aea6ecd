package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * ACTIVATE (command 0x21): binds a guest to an ASID.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param asid address space identifier
 */
@Struct(size = 0x08)
public record Activate(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x04, name = "ASID") int asid) implements ActivateWire {}
