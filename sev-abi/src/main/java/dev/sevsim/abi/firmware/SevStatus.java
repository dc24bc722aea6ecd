package dev.sevsim.abi.firmware;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Firmware status codes, bits 15:0 of the mailbox response. 0x1E is unassigned in every source.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 2.
 */
public enum SevStatus {
    /** Done. */
    SUCCESS(0x00),
    /** Command not allowed in the platform state. */
    INVALID_PLATFORM_STATE(0x01),
    /** Command not allowed in the guest state. */
    INVALID_GUEST_STATE(0x02),
    /** Platform configuration, reserved init bits, or firmware roll-back refused. */
    INVALID_CONFIG(0x03),
    /** A length is wrong or a buffer too small. */
    INVALID_LENGTH(0x04),
    /** Platform already externally owned. */
    ALREADY_OWNED(0x05),
    /** Certificate malformed, wrong usage or algorithm, or not the expected one. */
    INVALID_CERTIFICATE(0x06),
    /** Guest policy forbids it. */
    POLICY_FAILURE(0x07),
    /** Guest has no ASID. */
    INACTIVE(0x08),
    /** Misaligned or forbidden address. */
    INVALID_ADDRESS(0x09),
    /** Signature check failed or signature slot malformed. */
    BAD_SIGNATURE(0x0A),
    /** A MAC, tag or integrity check failed. */
    BAD_MEASUREMENT(0x0B),
    /** ASID bound to another guest. */
    ASID_OWNED(0x0C),
    /** ASID out of range for this kind of guest. */
    INVALID_ASID(0x0D),
    /** Caches not yet written back on all cores. */
    WBINVD_REQUIRED(0x0E),
    /** A DF_FLUSH must come first. */
    DFFLUSH_REQUIRED(0x0F),
    /** Bad guest handle. */
    INVALID_GUEST(0x10),
    /** Unknown command id. */
    INVALID_COMMAND(0x11),
    /** Guest still has an ASID. */
    ACTIVE(0x12),
    /** Hardware or platform problem, buffers safe to reuse. */
    HWERROR_PLATFORM(0x13),
    /** Hardware problem, donated buffers not safe to reuse. */
    HWERROR_UNSAFE(0x14),
    /** Feature not available. */
    UNSUPPORTED(0x15),
    /** Other parameter error. */
    INVALID_PARAM(0x16),
    /** Table or pool exhausted. */
    RESOURCE_LIMIT(0x17),
    /** Persistent store failed its integrity check. */
    SECURE_DATA_INVALID(0x18),
    /** SNP: page size. */
    INVALID_PAGE_SIZE(0x19),
    /** SNP: page not in the state the firmware needs. */
    INVALID_PAGE_STATE(0x1A),
    /** SNP: metadata entry. */
    INVALID_MDATA_ENTRY(0x1B),
    /** SNP: page owner. */
    INVALID_PAGE_OWNER(0x1C),
    /** Swap counter exhausted. */
    AEAD_OFLOW(0x1D),
    /** A mailbox command ended ring-buffer mode. */
    RING_BUFFER_EXIT(0x1F),
    /** SNP: RMP not initialised. */
    RMP_INIT_REQUIRED(0x20),
    /** SNP: security version. */
    BAD_SVN(0x21),
    /** SNP: version. */
    BAD_VERSION(0x22),
    /** SNP: shutdown must come first. */
    SHUTDOWN_REQUIRED(0x23),
    /** SNP: update failed. */
    UPDATE_FAILED(0x24),
    /** SNP: restore must come first. */
    RESTORE_REQUIRED(0x25),
    /** SNP: RMP initialisation failed. */
    RMP_INIT_FAILED(0x26),
    /** SNP: key. */
    INVALID_KEY(0x27),
    /** Internal to the firmware: what firmware before API 0.17 build 22 answers for a save area. */
    INTERNAL_8006(0x8006);

    private static final CodeTable<SevStatus> CODES = CodeTable.of(values(), SevStatus::code);

    private final int code;

    SevStatus(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<SevStatus> fromCode(int code) {
        return CODES.find(code);
    }

    /** The name with its number, for people: {@code BAD_MEASUREMENT (0x0b)}; a number alone when unassigned. */
    public static String describe(int code) {
        String number = String.format("0x%02x", code);
        return fromCode(code).map(status -> status.name() + " (" + number + ")").orElse(number + " (unknown)");
    }
}
