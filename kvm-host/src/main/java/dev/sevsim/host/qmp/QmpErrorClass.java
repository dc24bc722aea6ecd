package dev.sevsim.host.qmp;

/**
 * Classes of errors that occur here.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
enum QmpErrorClass {
    GENERIC_ERROR("GenericError"),
    COMMAND_NOT_FOUND("CommandNotFound"),
    DEVICE_NOT_FOUND("DeviceNotFound");

    private final String text;

    QmpErrorClass(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
