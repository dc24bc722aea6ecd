package dev.sevsim.cli;

import dev.sevsim.machine.PlatformSession;
import dev.sevsim.machine.Seed;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands of {@code platform} share: the platform, and how to answer. */
abstract class PlatformVerb extends Verb {
    @Option(
            names = "--state",
            required = true,
            paramLabel = "DIR",
            description = "The platform; a new one is made in an empty directory")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path state;

    @Option(names = "--seed", paramLabel = "N", description = "Makes the same new keys again")
    private @Nullable String seed;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    @Override
    public Integer call() {
        checkInputs();
        try (PlatformSession platform = PlatformSession.open(state, seed == null ? Seed.fresh() : Seed.parse(seed))) {
            if (platform.hasDiscardedStore()) {
                console.remark("sevsim: the platform's store was damaged, so that it has a new identity now");
            }
            run(platform);
        }
        return Main.OK;
    }

    /** Reads what was named, before the platform is switched on. */
    void checkInputs() {}

    /** Works on the platform and prints what came of it. */
    abstract void run(PlatformSession platform);

    boolean json() {
        return json;
    }
}
