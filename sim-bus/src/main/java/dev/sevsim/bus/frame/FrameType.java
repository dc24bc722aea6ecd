package dev.sevsim.bus.frame;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/** Wire codes of frames; our own numbering. */
public enum FrameType {
    MAILBOX_COMMAND(0x01, "mailbox.command"),
    MAILBOX_RESPONSE(0x02, "mailbox.response"),
    DEVICE_CALL(0x10, "device.call"),
    DEVICE_RESULT(0x11, "device.result"),
    VCPU_ENTRY(0x20, "vcpu.entry"),
    VCPU_EXIT(0x21, "vcpu.exit"),
    PLATFORM_CERTIFICATES(0x30, "owner.platform-certificates"),
    LAUNCH_BUNDLE(0x31, "owner.launch-bundle"),
    LAUNCH_MEASUREMENT(0x32, "owner.launch-measurement"),
    LAUNCH_SECRET_PACKET(0x33, "owner.launch-secret"),
    OWNER_REFUSAL(0x34, "owner.refusal"),
    NOTICE(0x40, "notice");

    private static final CodeTable<FrameType> CODES = CodeTable.of(values(), FrameType::code);

    private final int code;
    private final String kind;

    FrameType(int code, String kind) {
        this.code = code;
        this.kind = kind;
    }

    public int code() {
        return code;
    }

    /** The kind that traces show. */
    public String kind() {
        return kind;
    }

    public static Optional<FrameType> fromCode(int code) {
        return CODES.find(code);
    }
}
