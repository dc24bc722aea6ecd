package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_guest_status}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param state guest state
 */
@Struct(size = 0x0C, direction = OUT)
public record KvmSevGuestStatus(
        @Wire(at = 0x00) int handle,
        @Wire(at = 0x04) int policy,
        @Wire(at = 0x08) int state) implements KvmSevGuestStatusWire {}
