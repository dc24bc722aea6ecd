package dev.sevsim.simulator.cli;

import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.Platforms;
import dev.sevsim.simulator.Seed;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code platform}: verbs on a persistent platform. */
@Command(
        name = "platform",
        description = "Works on a platform that keeps its identity in a directory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = PlatformCommand.Export.class)
final class PlatformCommand extends Verb {
    /** Made by picocli. */
    PlatformCommand() {}

    @Override
    public Integer call() {
        throw new InputException("platform needs a command: export; see: sevsim platform --help");
    }

    /** {@code platform export}. */
    @Command(
            name = "export",
            description = "Writes the platform's certificates and chains as the real tools read them.",
            mixinStandardHelpOptions = true)
    static final class Export extends Verb {
        @Option(
                names = "--state",
                required = true,
                paramLabel = "DIR",
                description = "The platform; a new one is made in an empty directory")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path state;

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path out;

        @Option(names = "--seed", paramLabel = "N", description = "Makes the same new platform again")
        private @Nullable String seed;

        @Option(names = "--json", description = "Print one JSON object instead")
        private boolean json;

        /** Made by picocli. */
        Export() {}

        @Override
        public Integer call() {
            Map<String, Integer> written = Platforms.certificates(state, seed == null ? Seed.fresh() : Seed.parse(seed))
                    .writeTo(out);
            if (json) {
                console.line(JsonText.object(g -> written.forEach(g::writeNumberProperty)));
            } else {
                written.forEach((name, size) -> console.line(String.format("%6d  %s", size, out.resolve(name))));
            }
            return Main.OK;
        }
    }
}
