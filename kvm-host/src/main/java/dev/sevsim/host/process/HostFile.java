package dev.sevsim.host.process;

import dev.sevsim.abi.Bytes;

/**
 * A file that the host's kernel makes.
 *
 * @param kind what it is
 * @param path absolute
 * @param mode permission bits
 * @param content by its kind; empty for a directory
 */
public record HostFile(Kind kind, String path, int mode, Bytes content) {
    /** What a file is. */
    public enum Kind {
        /** A directory that holds files of this list alone. */
        DIRECTORY,
        /** A file of text, which is the content. */
        TEXT,
        /** Registers of a core: a line {@code index value} for each, both in hexadecimal. */
        REGISTERS,
        /**
         * What the CPUID instruction gives on every core: a line {@code leaf mask eax ebx ecx edx}, in hexadecimal; bits 0 to 3 of
         * the mask are for the registers whose values are the simulated processor's. It has no place in the file system.
         */
        CPUID
    }
}
