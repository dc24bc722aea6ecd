package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct sev_user_data_status}: the answer of SEV_PLATFORM_STATUS.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param apiMajor firmware API version, major
 * @param apiMinor firmware API version, minor
 * @param state platform state
 * @param flags bit 0 externally owned, bit 8 configured for ES
 * @param build firmware build
 * @param guestCount guest contexts in use
 */
@Struct(size = 0x0C, direction = OUT)
public record SevUserDataStatus(
        @Wire(at = 0x00, size = 1, name = "api_major") int apiMajor,
        @Wire(at = 0x01, size = 1, name = "api_minor") int apiMinor,
        @Wire(at = 0x02, size = 1) int state,
        @Wire(at = 0x03) int flags,
        @Wire(at = 0x07, size = 1) int build,
        @Wire(at = 0x08, name = "guest_count") int guestCount)
        implements SevUserDataStatusWire {}
