package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * QEMU fw_cfg DMA request; unlike the rest of the guest interface its fields are big-endian.
 *
 * <p>The record holds host-order values; its codec swaps.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}.
 *
 * @param control bit 0 error, 1 read, 2 skip, 3 select (key in the upper 16 bits), 4 write
 * @param length bytes
 * @param address guest physical address
 */
@Struct(size = 0x10, bigEndian = true, direction = OUT)
public record FwCfgDmaAccess(
        @Wire(at = 0x00) int control,
        @Wire(at = 0x04) int length,
        @Wire(at = 0x08) long address) implements FwCfgDmaAccessWire {}
