package dev.sevsim.cli;

import dev.sevsim.machine.PlatformSession;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command of {@code platform}. */
abstract class PlatformVerb extends JsonVerb {
    @Option(
            names = "--state",
            required = true,
            paramLabel = "DIR",
            description = "Directory of the platform; in an empty one, a new platform is made.")
    private Path state;

    @Mixin
    private GenerationOption generation = new GenerationOption();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Override
    public Integer call() {
        checkInputs();
        try (PlatformSession platform =
                PlatformSession.open(state, generation.chip(Optional.of(state)), seed.value())) {
            if (platform.hasDiscardedStore()) {
                console.remark("sevsim: the platform's store was damaged; the platform has a new identity");
            }
            run(platform);
        }
        return Main.OK;
    }

    /** Reads the named files before the platform is switched on. */
    void checkInputs() {}

    /** Works on the platform and prints the result. */
    abstract void run(PlatformSession platform);
}
