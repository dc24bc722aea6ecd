package dev.sevsim.host.libvirt;

/** A payload does not match its procedure. */
final class XdrException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    XdrException(String text) {
        super(text);
    }
}
