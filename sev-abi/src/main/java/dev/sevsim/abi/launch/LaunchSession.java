package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * The session buffer of LAUNCH_START: the transport keys, wrapped for the platform.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.4.
 *
 * @param nonce drawn by the owner; goes into the derivation of the keys KEK and KIK
 * @param wrappedKeys the transport keys TEK and TIK, wrapped: AES-128-CTR(KEK, WRAP_IV, TEK and TIK)
 * @param wrapIv initial counter block of the wrapping
 * @param wrapMac integrity of the wrapped keys: HMAC-SHA-256(KIK, WRAP_TK)
 * @param policyMac binds the policy to the session: HMAC-SHA-256(TIK, POLICY)
 */
@Struct(size = 0x80)
public record LaunchSession(
        @Wire(at = 0x00, size = 16, name = "NONCE") Bytes nonce,
        @Wire(at = 0x10, size = 32, name = "WRAP_TK") Bytes wrappedKeys,
        @Wire(at = 0x30, size = 16, name = "WRAP_IV") Bytes wrapIv,
        @Wire(at = 0x40, size = 32, name = "WRAP_MAC") Bytes wrapMac,
        @Wire(at = 0x60, size = 32, name = "POLICY_MAC") Bytes policyMac)
        implements LaunchSessionWire {}
