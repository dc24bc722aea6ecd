package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * The confidential computing secret location that SecretDxe publishes.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 7.
 *
 * @param base guest physical address of the area
 * @param size bytes
 */
@Struct(size = 0x10, direction = OUT)
public record CocoSecretArea(
        @Wire(at = 0x00) long base, @Wire(at = 0x08) long size) implements CocoSecretAreaWire {}
