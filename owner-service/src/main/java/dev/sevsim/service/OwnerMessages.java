package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.owner.service.BundleRequest;
import dev.sevsim.owner.service.ServiceAnswer;
import dev.sevsim.owner.service.ServiceAnswer.Accepted;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The service's messages as JSON; their schema is {@code owner-service.openapi.json} beside this class. */
final class OwnerMessages {
    private static final int BYTE = 0xFF;
    private static final long WORD = 0xFFFF_FFFFL;
    private static final Set<String> BUNDLE = Set.of("image", "policy", "pdh", "chain", "ca");
    private static final Set<String> MEASUREMENT = Set.of("measurement", "apiMajor", "apiMinor", "buildId", "policy");

    private OwnerMessages() {}

    static BundleRequest bundleRequest(Bytes body) {
        StrictJson json = StrictJson.object(body, BUNDLE);
        return new BundleRequest(
                json.get("image").text(),
                new GuestPolicy((int) json.get("policy").number(0, WORD)),
                new PlatformCertificates(
                        json.get("pdh").base64(),
                        json.get("chain").base64(),
                        json.get("ca").base64()));
    }

    static LaunchMeasurement measurement(Bytes body) {
        StrictJson json = StrictJson.object(body, MEASUREMENT);
        return new LaunchMeasurement(
                json.get("measurement").base64(),
                (int) json.get("apiMajor").number(0, BYTE),
                (int) json.get("apiMinor").number(0, BYTE),
                (int) json.get("buildId").number(0, BYTE),
                (int) json.get("policy").number(0, WORD));
    }

    /** An answer that is no refusal. */
    static ObjectNode of(ServiceAnswer answer) {
        if (answer instanceof Granted granted) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("launchId", granted.id().text())
                    .put("policy", Integer.toUnsignedLong(granted.bundle().policy()))
                    .put("godh", granted.bundle().godh().toBase64())
                    .put("session", granted.bundle().session().toBase64())
                    .put("expires", granted.expires().toString());
        }
        if (answer instanceof Accepted accepted) {
            ObjectNode node = JsonNodeFactory.instance
                    .objectNode()
                    .put("verdict", "accepted")
                    .put("launchDigest", accepted.digest().toHex());
            accepted.packet()
                    .ifPresent(packet -> node.put("header", packet.header().toBase64())
                            .put("payload", packet.payload().toBase64()));
            return node;
        }
        throw new IllegalStateException("an answer of class " + answer.getClass());
    }
}
