package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * PLATFORM_STATUS (command 0x04): version, state and owner of the platform.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.4; sevapi.
 *
 * @param apiMajor firmware API version, major
 * @param apiMinor firmware API version, minor
 * @param state platform state, see {@link PlatformState}
 * @param owner bit 0: 0 self-owned, 1 externally owned
 * @param config bit 0: SEV-ES is on
 * @param build firmware build
 * @param guestCount guest contexts in use
 */
@Struct(size = 0x0C, direction = OUT, reserved = @Reserved(at = 0x06, size = 1))
public record PlatformStatus(
        @Wire(at = 0x00, size = 1, name = "API_MAJOR") int apiMajor,
        @Wire(at = 0x01, size = 1, name = "API_MINOR") int apiMinor,
        @Wire(at = 0x02, size = 1, name = "STATE") int state,
        @Wire(at = 0x03, size = 1, name = "OWNER") int owner,
        @Wire(at = 0x04, size = 2, name = "CONFIG") int config,
        @Wire(at = 0x07, size = 1, name = "BUILD") int build,
        @Wire(at = 0x08, name = "GUEST_COUNT") int guestCount)
        implements PlatformStatusWire {}
