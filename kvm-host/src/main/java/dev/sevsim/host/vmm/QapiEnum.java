package dev.sevsim.host.vmm;

import java.util.Locale;

/** An enumeration of QEMU's schema, whose values are its constants' names in lower case with hyphens. */
interface QapiEnum {
    /** Name of the constant. */
    String name();

    /** The name that a monitor shows. */
    default String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
