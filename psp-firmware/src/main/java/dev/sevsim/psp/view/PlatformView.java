package dev.sevsim.psp.view;

import dev.sevsim.abi.firmware.PlatformState;
import java.util.List;

/**
 * The visible state of the platform, without keys.
 *
 * @param state platform state
 * @param encryptedState CONFIG.ES, 0 or 1
 * @param guests all guest contexts, by handle
 */
public record PlatformView(PlatformState state, int encryptedState, List<GuestView> guests) {}
