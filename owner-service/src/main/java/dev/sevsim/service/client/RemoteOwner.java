package dev.sevsim.service.client;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.owner.service.LaunchId;
import dev.sevsim.service.client.OwnerClient.NoAnswerException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The owner's end of a machine whose owner is an attestation service: sends it certificates and measurement. */
final class RemoteOwner implements RequestHandler {
    private final OwnerClient client;
    private final int policy;
    private final Bytes signedCek;
    private @Nullable LaunchId launch;

    /**
     * For one launch.
     *
     * @param signedCek the CEK certificate as AMD's key server signed it: an operator sends it in place of the firmware's
     */
    RemoteOwner(OwnerAddress address, int policy, Bytes signedCek) {
        this.client = new OwnerClient(address);
        this.policy = policy;
        this.signedCek = signedCek;
    }

    @Override
    public Optional<Frame> handle(Frame request) {
        if (request instanceof Notice) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer(request));
        } catch (NoAnswerException e) {
            return Optional.of(new OwnerRefusal(Objects.toString(e.getMessage())));
        }
    }

    private Frame answer(Frame request) {
        if (request instanceof PlatformCertificates certificates) {
            return bundle(certificates);
        }
        if (request instanceof LaunchMeasurement measurement) {
            return judge(measurement);
        }
        return new OwnerRefusal(
                "a guest owner does not answer " + request.type().kind());
    }

    private Frame bundle(PlatformCertificates certificates) {
        Bytes chain = certificates.chain();
        Bytes signed = Bytes.concat(chain.slice(0, chain.length() - signedCek.length()), signedCek);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("image", client.address().image())
                .put("policy", Integer.toUnsignedLong(policy))
                .put("pdh", certificates.pdh().toBase64())
                .put("chain", signed.toBase64())
                .put("ca", certificates.ca().toBase64());
        JsonNode answer = client.post("/v1/launches", body, HttpURLConnection.HTTP_CREATED);
        launch = LaunchId.parse(text(answer, "launchId")).orElseThrow(() -> wrong("launchId"));
        return new LaunchBundle(policy, bytes(answer, "godh"), bytes(answer, "session"));
    }

    private Frame judge(LaunchMeasurement measured) {
        if (launch == null) {
            return new OwnerRefusal("measurement without a session: ask for a launch bundle first");
        }
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("measurement", measured.measurement().toBase64())
                .put("apiMajor", measured.apiMajor())
                .put("apiMinor", measured.apiMinor())
                .put("buildId", measured.buildId())
                .put("policy", Integer.toUnsignedLong(measured.policy()));
        JsonNode answer = client.post("/v1/launches/" + launch + "/measurement", body, HttpURLConnection.HTTP_OK);
        return answer.has("payload")
                ? new LaunchSecretPacket(bytes(answer, "header"), bytes(answer, "payload"))
                : new Notice(GuestOwner.MEASUREMENT_ACCEPTED, text(answer, "launchDigest"));
    }

    private Bytes bytes(JsonNode answer, String member) {
        try {
            return Bytes.copyOf(Base64.getDecoder().decode(text(answer, member)));
        } catch (IllegalArgumentException e) {
            throw wrong(member);
        }
    }

    private String text(JsonNode answer, String member) {
        JsonNode value = answer.path(member);
        if (!value.isString()) {
            throw wrong(member);
        }
        return value.asString();
    }

    private NoAnswerException wrong(String member) {
        return new NoAnswerException(
                client.address().url() + " is no attestation service: its answer lacks a good " + member, null);
    }
}
