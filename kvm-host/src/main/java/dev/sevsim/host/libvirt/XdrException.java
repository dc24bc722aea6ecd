package dev.sevsim.host.libvirt;

/** A payload is not what its procedure takes. */
final class XdrException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    XdrException(String text) {
        super(text);
    }
}
