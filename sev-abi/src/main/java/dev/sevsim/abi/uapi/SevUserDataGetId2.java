package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct sev_user_data_get_id2}: the argument of SEV_GET_ID2.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param address user address
 * @param length capacity; out: bytes needed or written
 */
@Struct(size = 0x0C)
public record SevUserDataGetId2(
        @Wire(at = 0x00) long address,
        @Wire(at = 0x08, direction = IN_OUT) int length) implements SevUserDataGetId2Wire {}
