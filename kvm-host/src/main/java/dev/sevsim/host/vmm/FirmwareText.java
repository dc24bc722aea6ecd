package dev.sevsim.host.vmm;

import java.util.List;

/**
 * Text of a firmware status in messages of the VMM.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.9.
 */
final class FirmwareText {
    private static final List<String> TEXTS = List.of(
            "",
            "Platform state is invalid",
            "Guest state is invalid",
            "Platform configuration is invalid",
            "Buffer too small",
            "Platform is already owned",
            "Certificate is invalid",
            "Policy is not allowed",
            "Guest is not active",
            "Invalid address",
            "Bad signature",
            "Bad measurement",
            "ASID is already owned",
            "Invalid ASID",
            "WBINVD is required",
            "DF_FLUSH is required",
            "Guest handle is invalid",
            "Invalid command",
            "Guest is active",
            "Hardware error",
            "Hardware unsafe",
            "Feature not supported",
            "Invalid parameter",
            "Required firmware resource depleted",
            "Part-specific integrity check failure");

    private FirmwareText() {}

    static String of(int status) {
        return status >= 0 && status < TEXTS.size() ? TEXTS.get(status) : "unknown error";
    }
}
