package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Payload codecs, one a frame; fields in the order of the record. */
final class Payloads {
    static final PayloadCodec<MailboxCommand> MAILBOX_COMMAND = PayloadCodec.of(
            f -> 12,
            (f, b) -> {
                b.putInt(f.commandRegister()).putLong(f.bufferAddress());
            },
            r -> new MailboxCommand(r.u32("commandRegister"), r.u64("bufferAddress")));

    static final PayloadCodec<MailboxResponse> MAILBOX_RESPONSE = PayloadCodec.of(
            f -> 4,
            (f, b) -> {
                b.putInt(f.responseRegister());
            },
            r -> new MailboxResponse(r.u32("responseRegister")));

    static final PayloadCodec<DeviceCall> DEVICE_CALL = PayloadCodec.of(
            f -> 20,
            (f, b) -> {
                b.putInt(f.operation().code())
                        .putInt(f.file())
                        .putInt(f.request())
                        .putLong(f.argument());
            },
            r -> new DeviceCall(
                    r.code("operation", DeviceOperation::fromCode),
                    r.u32("file"),
                    r.u32("request"),
                    r.u64("argument")));

    static final PayloadCodec<DeviceResult> DEVICE_RESULT = PayloadCodec.of(
            f -> 8,
            (f, b) -> {
                b.putLong(f.value());
            },
            r -> new DeviceResult(r.u64("value")));

    static final PayloadCodec<VcpuEntry> VCPU_ENTRY = PayloadCodec.of(
            f -> 60 + size(f.data()),
            (f, b) -> {
                b.putInt(f.vcpu())
                        .putInt(f.asid())
                        .putInt(f.sevFlags())
                        .putLong(f.nestedCr3())
                        .putLong(f.saveArea())
                        .putLong(f.rax())
                        .putLong(f.rbx())
                        .putLong(f.rcx())
                        .putLong(f.rdx());
                put(b, f.data());
            },
            r -> new VcpuEntry(
                    r.u32("vcpu"),
                    r.u32("asid"),
                    r.u32("sevFlags"),
                    r.u64("nestedCr3"),
                    r.u64("saveArea"),
                    r.u64("rax"),
                    r.u64("rbx"),
                    r.u64("rcx"),
                    r.u64("rdx"),
                    r.bytes("data")));

    static final PayloadCodec<VcpuExit> VCPU_EXIT = PayloadCodec.of(
            f -> 56 + size(f.data()),
            (f, b) -> {
                b.putInt(f.vcpu())
                        .putInt(f.reason().code())
                        .putLong(f.info1())
                        .putLong(f.info2())
                        .putLong(f.rax())
                        .putLong(f.rbx())
                        .putLong(f.rcx())
                        .putLong(f.rdx());
                put(b, f.data());
            },
            r -> new VcpuExit(
                    r.u32("vcpu"),
                    r.code("reason", ExitReason::fromCode),
                    r.u64("info1"),
                    r.u64("info2"),
                    r.u64("rax"),
                    r.u64("rbx"),
                    r.u64("rcx"),
                    r.u64("rdx"),
                    r.bytes("data")));

    static final PayloadCodec<PlatformCertificates> PLATFORM_CERTIFICATES = PayloadCodec.of(
            f -> size(f.pdh()) + size(f.chain()) + size(f.ca()),
            (f, b) -> {
                put(b, f.pdh());
                put(b, f.chain());
                put(b, f.ca());
            },
            r -> new PlatformCertificates(r.bytes("pdh"), r.bytes("chain"), r.bytes("ca")));

    static final PayloadCodec<LaunchBundle> LAUNCH_BUNDLE = PayloadCodec.of(
            f -> 4 + size(f.godh()) + size(f.session()),
            (f, b) -> {
                b.putInt(f.policy());
                put(b, f.godh());
                put(b, f.session());
            },
            r -> new LaunchBundle(r.u32("policy"), r.bytes("godh"), r.bytes("session")));

    static final PayloadCodec<LaunchMeasurement> LAUNCH_MEASUREMENT = PayloadCodec.of(
            f -> 16 + size(f.measurement()),
            (f, b) -> {
                put(b, f.measurement());
                b.putInt(f.apiMajor()).putInt(f.apiMinor()).putInt(f.buildId()).putInt(f.policy());
            },
            r -> new LaunchMeasurement(
                    r.bytes("measurement"), r.u32("apiMajor"), r.u32("apiMinor"), r.u32("buildId"), r.u32("policy")));

    static final PayloadCodec<LaunchSecretPacket> LAUNCH_SECRET_PACKET = PayloadCodec.of(
            f -> size(f.header()) + size(f.payload()),
            (f, b) -> {
                put(b, f.header());
                put(b, f.payload());
            },
            r -> new LaunchSecretPacket(r.bytes("header"), r.bytes("payload")));

    static final PayloadCodec<OwnerRefusal> OWNER_REFUSAL = PayloadCodec.of(
            f -> size(f.reason()),
            (f, b) -> {
                put(b, f.reason());
            },
            r -> new OwnerRefusal(r.text("reason")));

    static final PayloadCodec<Notice> NOTICE = PayloadCodec.of(
            f -> size(f.kind()) + size(f.text()),
            (f, b) -> {
                put(b, f.kind());
                put(b, f.text());
            },
            r -> new Notice(r.text("kind"), r.text("text")));

    private Payloads() {}

    private static int size(Bytes value) {
        return Integer.BYTES + value.length();
    }

    private static int size(String value) {
        return Integer.BYTES + value.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void put(ByteBuffer target, Bytes value) {
        target.putInt(value.length()).put(value.asLittleEndian());
    }

    private static void put(ByteBuffer target, String value) {
        byte[] content = value.getBytes(StandardCharsets.UTF_8);
        target.putInt(content.length).put(content);
    }
}
