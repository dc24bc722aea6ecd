package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.efi.EfiStatus;
import java.util.Map;

/** Status names for console lines. */
public final class EfiStatusName {
    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(EfiStatus.SUCCESS, "Success"),
            Map.entry(EfiStatus.LOAD_ERROR, "Load Error"),
            Map.entry(EfiStatus.INVALID_PARAMETER, "Invalid Parameter"),
            Map.entry(EfiStatus.UNSUPPORTED, "Unsupported"),
            Map.entry(EfiStatus.BUFFER_TOO_SMALL, "Buffer Too Small"),
            Map.entry(EfiStatus.DEVICE_ERROR, "Device Error"),
            Map.entry(EfiStatus.OUT_OF_RESOURCES, "Out of Resources"),
            Map.entry(EfiStatus.NOT_FOUND, "Not Found"),
            Map.entry(EfiStatus.ACCESS_DENIED, "Access Denied"),
            Map.entry(EfiStatus.PROTOCOL_ERROR, "Protocol Error"));

    private EfiStatusName() {}

    public static String of(long status) {
        return NAMES.getOrDefault(status, "0x" + Long.toHexString(status) + " (unknown)");
    }
}
