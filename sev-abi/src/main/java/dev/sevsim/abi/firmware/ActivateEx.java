package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * ACTIVATE_EX (command 0x25): binds a guest to an ASID on some core complexes.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; sevapi.
 *
 * @param exLength exactly 0x18
 * @param handle guest handle
 * @param asid address space id
 * @param idCount APIC ids in the list, 1 to 1024
 * @param idsAddress the list, four bytes for each id
 */
@Struct(size = 0x18)
public record ActivateEx(
        @Wire(at = 0x00, name = "EX_LEN") int exLength,
        @Wire(at = 0x04, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "ASID") int asid,
        @Wire(at = 0x0C, name = "NUM_IDS") int idCount,
        @Wire(at = 0x10, name = "IDS_PADDR") long idsAddress)
        implements ActivateExWire {}
