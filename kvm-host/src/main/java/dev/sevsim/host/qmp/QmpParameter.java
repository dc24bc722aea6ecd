package dev.sevsim.host.qmp;

/**
 * A parameter of a command.
 *
 * @param name member of the arguments
 * @param type type of the value
 * @param presence whether it can be left out
 */
record QmpParameter(String name, QmpType type, Presence presence) {
    enum Presence {
        REQUIRED,
        OPTIONAL
    }

    static QmpParameter required(String name, QmpType type) {
        return new QmpParameter(name, type, Presence.REQUIRED);
    }

    static QmpParameter optional(String name, QmpType type) {
        return new QmpParameter(name, type, Presence.OPTIONAL);
    }
}
