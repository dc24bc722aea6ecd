package dev.sevsim.simulator.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.owner.LaunchSessionBuilder;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.ReceivedCertificate;
import dev.sevsim.simulator.OutputFile;
import dev.sevsim.simulator.Seed;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code owner session}: the files that start a launch. */
@Command(
        name = "session",
        description = "Makes a launch session for a platform; verify its chain first.",
        mixinStandardHelpOptions = true)
final class OwnerSessionCommand extends Verb {
    private static final int MAX_CHAIN = 64 << 10;

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "FILE",
            description = "A file that starts with the platform's PDH certificate")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path chain;

    @Option(names = "--policy", required = true, paramLabel = "HEX", description = "Guest policy, hexadecimal")
    private String policy = "";

    @Option(names = "--name", paramLabel = "N", description = "Start of the file names (default: ${DEFAULT-VALUE})")
    private String name = "vm";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    @Option(names = "--seed", paramLabel = "N", description = "Makes the same keys again; for tests only")
    private @Nullable String seed;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    /** Made by picocli. */
    OwnerSessionCommand() {}

    @Override
    public Integer call() {
        GuestPolicy word = Arguments.policy(policy);
        OwnerFiles files = new OwnerFiles(out, name);
        Bytes content = OwnerFiles.readAll(chain, "certificate chain", MAX_CHAIN);
        Bytes first = content.slice(0, Math.min(content.length(), SevCertificate.SIZE));
        LaunchSessionBuilder builder = LaunchSessionBuilder.forPlatform(ReceivedCertificate.read(KeyUsage.PDH, first));
        OutputFile.makeDirectory("output directory", out);
        OwnerSession session = builder.build(
                word,
                SeededRandom.of(seed == null ? Seed.fresh() : Seed.parse(seed)).split("owner"));
        files.write(session);
        if (json) {
            console.line(JsonText.object(g -> {
                g.writeStringProperty("godh", files.godh().toString());
                g.writeStringProperty("session", files.session().toString());
                g.writeStringProperty("tik", files.tik().toString());
                g.writeStringProperty("tek", files.tek().toString());
                g.writeNumberProperty("policy", Integer.toUnsignedLong(word.word()));
            }));
        } else {
            Map<Path, String> written = new LinkedHashMap<>();
            written.put(files.godh(), "owner's certificate, for the host");
            written.put(files.session(), "session for policy " + word + ", for the host");
            written.put(files.tik(), "transport integrity key, keep it secret");
            written.put(files.tek(), "transport encryption key, keep it secret");
            console.listing(written);
        }
        return Main.OK;
    }
}
