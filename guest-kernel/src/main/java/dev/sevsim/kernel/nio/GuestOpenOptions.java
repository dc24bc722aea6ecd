package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.OpenFlag;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * The options of a channel as the JDK's own provider on Linux understands them.
 *
 * @param flags of {@code open}
 * @param deleteOnClose whether the name goes; on Linux at once, with the file open
 */
record GuestOpenOptions(Set<OpenFlag> flags, boolean deleteOnClose) {
    /** Options without reading or writing are for reading, and those about writing count with writing only. */
    static GuestOpenOptions of(Set<? extends OpenOption> options) {
        EnumSet<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
        for (OpenOption option : options) {
            if (option instanceof StandardOpenOption standard) {
                add(flags, standard);
            } else if (option instanceof LinkOption) {
                flags.add(OpenFlag.NO_FOLLOW);
            } else {
                throw new UnsupportedOperationException(option + " not supported");
            }
        }
        if (flags.contains(OpenFlag.READ) && flags.contains(OpenFlag.APPEND)) {
            throw new IllegalArgumentException("READ + APPEND not allowed");
        }
        if (flags.contains(OpenFlag.APPEND) && flags.contains(OpenFlag.TRUNCATE)) {
            throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
        }
        if (!flags.contains(OpenFlag.WRITE)) {
            flags.retainAll(EnumSet.of(OpenFlag.READ, OpenFlag.NO_FOLLOW));
            flags.add(OpenFlag.READ);
        }
        return new GuestOpenOptions(flags, options.contains(StandardOpenOption.DELETE_ON_CLOSE));
    }

    private static void add(Set<OpenFlag> flags, StandardOpenOption option) {
        switch (option) {
            case READ -> flags.add(OpenFlag.READ);
            case WRITE -> flags.add(OpenFlag.WRITE);
            case APPEND -> flags.addAll(EnumSet.of(OpenFlag.WRITE, OpenFlag.APPEND));
            case TRUNCATE_EXISTING -> flags.add(OpenFlag.TRUNCATE);
            case CREATE -> flags.add(OpenFlag.CREATE);
            case CREATE_NEW -> flags.addAll(EnumSet.of(OpenFlag.CREATE, OpenFlag.EXCLUSIVE));
            case SPARSE, SYNC, DSYNC, DELETE_ON_CLOSE -> {}
        }
    }
}
