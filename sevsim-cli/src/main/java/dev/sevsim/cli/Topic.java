package dev.sevsim.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Groups of options in a help text, in the order of their sections. */
enum Topic {
    /** Options of one command alone; they stand first, without a heading. */
    COMMAND(""),
    GUEST("Guest"),
    SEV_GUEST("sev-guest object"),
    VCPUS("vCPUs of an SEV-ES guest"),
    HOST("Host and processor"),
    KEYS("Keys of the session"),
    OWNER("Owner"),
    REPORT("Report of the host"),
    RUN("Run"),
    REAL_GUEST("Real guest"),
    OUTPUT("Output and help"),
    /** {@code --help} and {@code --version}, below {@link #OUTPUT}. */
    HELP("");

    /** The section's heading; empty for none. */
    final String heading;

    Topic(String heading) {
        this.heading = heading;
    }

    /** Puts an option, or all options of a class, into a section; without it an option belongs to {@link #COMMAND}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.FIELD})
    @interface Of {
        Topic value();
    }
}
