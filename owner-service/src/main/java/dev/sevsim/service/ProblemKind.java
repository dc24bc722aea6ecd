package dev.sevsim.service;

import dev.sevsim.owner.service.ServiceAnswer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reasons for refusing a request, each with its remedy; answered as problem details (RFC 9457). */
enum ProblemKind {
    MALFORMED(HttpResponseStatus.BAD_REQUEST, "the request cannot be read", "send what /openapi.json describes"),
    UNKNOWN_IMAGE(HttpResponseStatus.NOT_FOUND, "no such image", "name an image that the service has a policy for"),
    CHAIN_REFUSED(
            HttpResponseStatus.FORBIDDEN,
            "the platform is not trusted",
            "send the whole chain: PDH, PEK, OCA and the CEK as the root's owner signed it, ASK and ARK"),
    CHIP_REFUSED(
            HttpResponseStatus.FORBIDDEN,
            "the chip is not an allowed one",
            "launch on an allowed chip, or let the owner add this one to the image's policy"),
    POLICY_REFUSED(
            HttpResponseStatus.FORBIDDEN,
            "the guest policy is not an allowed one",
            "launch with the policy bits that the image demands"),
    MEASUREMENT_REFUSED(
            HttpResponseStatus.FORBIDDEN,
            "the launch is not an allowed one",
            "launch an image that the policy allows, on firmware that is new enough, with a new launch bundle"),
    UNKNOWN_SESSION(HttpResponseStatus.NOT_FOUND, "no such launch", "request a launch bundle first"),
    SESSION_USED(
            HttpResponseStatus.CONFLICT,
            "the session was used before",
            "request a new launch bundle; each is for one launch"),
    SESSION_EXPIRED(HttpResponseStatus.GONE, "the session has ended", "request a new launch bundle; sessions expire"),
    BUSY(HttpResponseStatus.SERVICE_UNAVAILABLE, "the service is busy", "try again later"),
    NOT_FOUND(HttpResponseStatus.NOT_FOUND, "no resource at this path", "use a path of /openapi.json"),
    METHOD_NOT_ALLOWED(
            HttpResponseStatus.METHOD_NOT_ALLOWED, "the path has no such method", "use the method of /openapi.json"),
    UNSUPPORTED_MEDIA_TYPE(
            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "the body is of another type", "send application/json"),
    TOO_LARGE(
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            "the request is too large",
            "send the certificates of one platform"),
    TOO_SLOW(HttpResponseStatus.REQUEST_TIMEOUT, "the request took too long", "send the whole request at once"),
    INTERNAL(
            HttpResponseStatus.INTERNAL_SERVER_ERROR,
            "the service could not answer",
            "try again; if that fails, ask the service's operator");

    private final int status;
    private final String title;
    private final String remedy;

    ProblemKind(HttpResponseStatus status, String title, String remedy) {
        this.status = status.code();
        this.title = title;
        this.remedy = remedy;
    }

    static ProblemKind of(ServiceAnswer.Code code) {
        return valueOf(code.name());
    }

    HttpResponseStatus status() {
        return HttpResponseStatus.valueOf(status);
    }

    /** The whole answer; {@code detail} has the reason for this request. */
    ObjectNode describe(String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(
                        "type",
                        "urn:sevsim:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", name())
                .put("remedy", remedy);
    }
}
