package dev.sevsim.view;

import java.util.Locale;

/** Parts of a launch, in their usual order. */
enum Phase {
    /** The host initialises the Secure Processor and reads the platform's certificates. */
    PLATFORM,
    /** The owner checks the certificates and makes a launch session. */
    SESSION,
    /** A guest context is made and its key loaded. */
    LAUNCH,
    /** The initial memory is measured and encrypted, and the owner checks the measurement. */
    MEASURE,
    /** The owner's secret goes to the guest. */
    SECRET,
    /** The guest's firmware runs, then its kernel starts. */
    BOOT,
    /** Commands are typed at the running guest. */
    USE;

    /** Its name in documents and in {@link PageTexts}. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
