package dev.sevsim.psp.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import java.util.Optional;

/**
 * The visible state of a guest context, without keys.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param state guest state
 * @param asid bound ASID, 0 for none
 * @param launchDigest LD, once it is closed
 * @param digestSoFar SHA-256 of what is measured so far, while the launch takes data
 */
public record GuestView(
        int handle,
        GuestPolicy policy,
        GuestState state,
        int asid,
        Optional<Bytes> launchDigest,
        Optional<Bytes> digestSoFar) {}
