package dev.sevsim.host.ccp;

/** The {@code error} field of a command's header: it stays as the caller passed it unless the firmware answers. */
public final class ErrorField {
    private int code;

    public ErrorField(int code) {
        this.code = code;
    }

    /** The value for user space. */
    public int code() {
        return code;
    }

    void set(int replacement) {
        code = replacement;
    }

    /** Takes the status of an answer over; returns the answer. */
    public FirmwareReply noted(FirmwareReply reply) {
        code = reply.error().orElse(code);
        return reply;
    }
}
