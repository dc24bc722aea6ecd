package dev.sevsim.abi.efi;

/** EFI_STATUS values; the top bit marks an error. Source: UEFI Specification 2.10 appendix D. */
public final class EfiStatus {
    private static final long ERROR = 1L << 63;

    public static final long SUCCESS = 0;
    public static final long LOAD_ERROR = ERROR | 1;
    public static final long INVALID_PARAMETER = ERROR | 2;
    public static final long UNSUPPORTED = ERROR | 3;
    public static final long BUFFER_TOO_SMALL = ERROR | 5;
    public static final long DEVICE_ERROR = ERROR | 7;
    public static final long OUT_OF_RESOURCES = ERROR | 9;
    public static final long NOT_FOUND = ERROR | 14;
    public static final long ACCESS_DENIED = ERROR | 15;
    public static final long PROTOCOL_ERROR = ERROR | 24;

    private EfiStatus() {}

    public static boolean isError(long status) {
        return status < 0;
    }
}
