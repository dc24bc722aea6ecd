package dev.sevsim.bus.frame;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/** The kinds of frames: wire code, which is our own numbering, name in traces, and codec. */
@SuppressWarnings("ImmutableEnumChecker") // codecs have no state
public enum FrameType {
    MAILBOX_COMMAND(0x01, "mailbox.command", MailboxCommandPayload.CODEC),
    MAILBOX_RESPONSE(0x02, "mailbox.response", MailboxResponsePayload.CODEC),
    DEVICE_CALL(0x10, "device.call", DeviceCallPayload.CODEC),
    DEVICE_RESULT(0x11, "device.result", DeviceResultPayload.CODEC),
    VCPU_ENTRY(0x20, "vcpu.entry", VcpuEntryPayload.CODEC),
    VCPU_EXIT(0x21, "vcpu.exit", VcpuExitPayload.CODEC),
    VCPU_RESET(0x22, "vcpu.reset", VcpuResetPayload.CODEC),
    PLATFORM_CERTIFICATES(0x30, "owner.platform-certificates", PlatformCertificatesPayload.CODEC),
    LAUNCH_BUNDLE(0x31, "owner.launch-bundle", LaunchBundlePayload.CODEC),
    LAUNCH_MEASUREMENT(0x32, "owner.launch-measurement", LaunchMeasurementPayload.CODEC),
    LAUNCH_SECRET_PACKET(0x33, "owner.launch-secret", LaunchSecretPacketPayload.CODEC),
    OWNER_REFUSAL(0x34, "owner.refusal", OwnerRefusalPayload.CODEC),
    NOTICE(0x40, "notice", NoticePayload.CODEC);

    private static final CodeTable<FrameType> CODES = CodeTable.of(values(), FrameType::code);

    private final int code;
    private final String kind;

    @SuppressWarnings("ImmutableEnumChecker") // codecs have no state
    private final PayloadCodec<? extends Frame> codec;

    FrameType(int code, String kind, PayloadCodec<? extends Frame> codec) {
        this.code = code;
        this.kind = kind;
        this.codec = codec;
    }

    /** The codec of the record whose {@link Frame#type} this is. */
    @SuppressWarnings("unchecked") // each constant names the codec of its own record
    PayloadCodec<Frame> codec() {
        return (PayloadCodec<Frame>) codec;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** The kind that traces show. */
    public String kind() {
        return kind;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<FrameType> fromCode(int code) {
        return CODES.find(code);
    }
}
