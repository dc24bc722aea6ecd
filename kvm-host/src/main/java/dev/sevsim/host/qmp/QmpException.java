package dev.sevsim.host.qmp;

/** An error as the answer to a request. */
final class QmpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final QmpErrorClass errorClass;

    QmpException(QmpErrorClass errorClass, String text) {
        super(text);
        this.errorClass = errorClass;
    }

    static QmpException generic(String text) {
        return new QmpException(QmpErrorClass.GENERIC_ERROR, text);
    }

    QmpErrorClass errorClass() {
        return errorClass;
    }
}
