package dev.sevsim.service;

import com.google.protobuf.CodedOutputStream;
import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.owner.service.BundleRequest;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The messages of simple-kbs by field number; binary content is base64 in text fields.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 7.
 */
final class KbsMessages {
    private static final int PDH_BYTES = 2084;
    private static final int CHAIN_BYTES = 8336;

    private KbsMessages() {}

    /** A request that cannot be read; the message has the reason. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String text) {
            super(text);
        }

        UnreadableException(IOException cause) {
            super("the message is no protobuf of this service: " + cause.getMessage(), cause);
        }
    }

    /** A secret that a client asks for. */
    record Wanted(String guid, String format, String type, String id) {}

    /**
     * SecretRequest.
     *
     * @param fwDigest the launch digest that the client says it launched; empty for none
     */
    record SecretCall(String launchId, LaunchMeasurement measurement, Bytes fwDigest, List<Wanted> wanted) {
        SecretCall {
            wanted = List.copyOf(wanted);
        }
    }

    /** BundleRequest; the service adds the image. */
    static BundleRequest bundleRequest(byte[] message, String image) throws UnreadableException {
        try {
            ProtoFields fields = ProtoFields.read(message);
            Bytes chain = base64("CertificateChain", fields.text(1));
            if (chain.length() <= CHAIN_BYTES) {
                throw new UnreadableException(
                        "CertificateChain has " + chain.length() + " bytes, expected PDH, PEK, OCA, CEK, ASK and ARK");
            }
            return new BundleRequest(
                    image,
                    new GuestPolicy(fields.number(2)),
                    new PlatformCertificates(
                            chain.slice(0, PDH_BYTES), chain.slice(PDH_BYTES, CHAIN_BYTES), chain.from(CHAIN_BYTES)));
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    static SecretCall secretCall(byte[] message) throws UnreadableException {
        try {
            ProtoFields fields = ProtoFields.read(message);
            List<Wanted> wanted = new ArrayList<>();
            for (byte[] nested : fields.all(9)) {
                ProtoFields details = ProtoFields.read(nested);
                wanted.add(new Wanted(details.text(1), details.text(2), details.text(3), details.text(4)));
            }
            return new SecretCall(
                    fields.text(2),
                    new LaunchMeasurement(
                            base64("LaunchMeasurement", fields.text(1)),
                            fields.number(4),
                            fields.number(5),
                            fields.number(6),
                            fields.number(3)),
                    base64("FwDigest", fields.text(7)),
                    wanted);
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    /** BundleResponse. */
    static byte[] bundleResponse(Granted granted) {
        return message(
                granted.bundle().godh().toBase64(),
                granted.bundle().session().toBase64(),
                granted.id().text());
    }

    /** SecretResponse. */
    static byte[] secretResponse(LaunchSecretPacket packet) {
        return message(packet.header().toBase64(), packet.payload().toBase64());
    }

    /** A message of text fields, numbered from 1. */
    static byte[] message(String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            for (int i = 0; i < texts.length; i++) {
                out.writeString(i + 1, texts[i]);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Bytes base64(String field, String text) throws UnreadableException {
        try {
            return Bytes.copyOf(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(field + " is no base64");
        }
    }
}
