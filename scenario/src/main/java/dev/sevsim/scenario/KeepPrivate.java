package dev.sevsim.scenario;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.kernel.program.UserPages;
import dev.sevsim.kernel.program.UserProcess;
import dev.sevsim.kernel.program.UserProgram;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code keep-private}: a program of the guest that init starts before the shell; it writes random bytes into a page of its own memory and
 * ends, and the page keeps them. The host must never see them.
 */
final class KeepPrivate implements UserProgram {
    static final String NAME = "keep-private";
    private static final int BYTES = 32;

    private final SimRandom random;
    private final Consumer<SecretBytes> receiver;

    /** {@code receiver} gets the bytes before they are in memory, on the thread of the guest's vCPU. */
    KeepPrivate(SimRandom random, Consumer<SecretBytes> receiver) {
        this.random = random;
        this.receiver = receiver;
    }

    @Override
    public int run(UserProcess process, List<String> arguments) {
        Optional<UserPages> pages = process.allocate(BYTES);
        if (pages.isEmpty()) {
            return 1;
        }
        Bytes content = random.bytes(BYTES);
        receiver.accept(SecretBytes.of(content));
        try (UserPages kept = pages.get()) {
            kept.write(content.toArray());
        }
        return 0;
    }

    @Override
    public boolean startsWithSystem() {
        return true;
    }

    @Override
    public String summary() {
        return "write random bytes into a page of memory and leave them there";
    }

    @Override
    public String name() {
        return NAME;
    }
}
