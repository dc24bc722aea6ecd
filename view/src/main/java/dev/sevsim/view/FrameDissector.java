package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.layout.StructDescription;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.FrameVisitor;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.view.StructDissector.Position;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Takes the payload of a frame apart, part by part as its codec describes it. */
final class FrameDissector implements FrameVisitor {
    /** Contents of parts that are structures of their own. */
    private static final Map<String, Contents> CONTENTS = Map.of(
            "PlatformCertificates.pdh", CertificateDissector::addSev,
            "PlatformCertificates.chain", CertificateDissector::addSev,
            "PlatformCertificates.ca", CertificateDissector::addAmd,
            "LaunchBundle.godh", CertificateDissector::addSev,
            "LaunchBundle.session", struct(LaunchSession.class),
            "LaunchMeasurement.measurement", struct(MeasurementBlob.class),
            "LaunchSecretPacket.header", struct(SecretHeader.class));

    private final StructDescription described;
    private final Iterator<StructDescription.Part> parts;
    private final Frame frame;
    private final Block.Builder block;
    private int offset;

    /** Adds the fields of bytes to a block. */
    @FunctionalInterface
    private interface Contents {
        void add(Block.Builder block, Bytes raw, Position at);
    }

    private FrameDissector(Frame frame) {
        this.frame = frame;
        described = StructDescription.of(frame.getClass());
        parts = described.fields().iterator();
        block = new Block.Builder(described.name(), described.purpose());
    }

    /** The payload of a frame of this kind; empty when the kind is of no frame or the bytes are no such payload. */
    static Optional<Block> of(String kind, Bytes payload) {
        for (FrameType type : FrameType.values()) {
            if (type.kind().equals(kind)) {
                return of(type, payload);
            }
        }
        return Optional.empty();
    }

    private static Optional<Block> of(FrameType type, Bytes payload) {
        try {
            Frame frame = FrameCodec.decode(type, payload.asLittleEndian());
            FrameDissector dissector = new FrameDissector(frame);
            FrameCodec.describe(frame, dissector);
            return Optional.of(dissector.block.of(payload));
        } catch (FrameFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public void u32(String name, int value) {
        number(Integer.BYTES, name(name, value).orElseGet(() -> number(name, Integer.toUnsignedLong(value))));
    }

    @Override
    public void u64(String name, long value) {
        boolean result = described.name().equals("DeviceResult");
        number(Long.BYTES, result ? Values.result(value) : number(name, value));
    }

    @Override
    public void code(String name, Enum<?> value) {
        number(Integer.BYTES, value.name());
    }

    @Override
    public void bytes(String name, Bytes value) {
        StructDescription.Part part = length(name, value.length());
        Term term = Term.of(described, part);
        Optional<Contents> contents = Optional.ofNullable(CONTENTS.get(described.name() + "." + name));
        block.add(offset, value.length(), term, contents.isPresent() ? "" : Values.bytes(value), 0);
        contents.ifPresent(inside -> inside.add(block, value, new Position(offset, 1)));
        offset += value.length();
    }

    @Override
    public void text(String name, String value) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        block.add(offset + Integer.BYTES, length, Term.of(described, length(name, length)), value, 0);
        offset += length;
    }

    private StructDescription.Part length(String name, int value) {
        StructDescription.Part part = parts.next();
        Term term = Term.of(described.name(), name + ".length", "bytes of the part that follows", described.source())
                .littleEndian("unit.bytes");
        block.add(offset, Integer.BYTES, term, Integer.toString(value), 0);
        offset += Integer.BYTES;
        return part;
    }

    private void number(int width, String value) {
        block.add(offset, width, Term.of(described, parts.next()), value, 0);
        offset += width;
    }

    private String number(String name, long value) {
        return Values.number(described.name(), name, value);
    }

    /** What a number means that depends on another part of the frame. */
    private Optional<String> name(String name, int value) {
        if (frame instanceof MailboxResponse response && name.equals("responseRegister")) {
            return Values.status(response.status()).map(status -> "0x" + Integer.toHexString(value) + " " + status);
        }
        boolean opened = frame instanceof DeviceCall call && call.operation() == DeviceOperation.OPEN;
        return opened && name.equals("file") ? Values.device(value).map(path -> value + " " + path) : Optional.empty();
    }

    private static Contents struct(Class<?> type) {
        StructDescription described = StructDescription.of(type);
        return (block, raw, at) -> StructDissector.add(block, described, raw, at);
    }
}
