package dev.sevsim.host.qmp;

/**
 * A parameter of a command.
 *
 * @param name as a client writes it
 * @param type what its value has to be
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
