package dev.sevsim.simulator.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.OutputFile;
import dev.sevsim.simulator.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code owner secret}: the packet that a host injects. */
@Command(
        name = "secret",
        description = "Packs secrets for one measured launch; check the measurement first.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class OwnerSecretCommand extends Verb {
    /** Every firmware from API 0.17 on binds the measurement. */
    private static final ApiVersion CURRENT = new ApiVersion(1, 0);

    @Option(names = "--tik", required = true, paramLabel = "FILE", description = "Transport integrity key")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path tik;

    @Option(names = "--tek", required = true, paramLabel = "FILE", description = "Transport encryption key")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path tek;

    @Option(
            names = "--measurement",
            required = true,
            paramLabel = "BASE64|FILE",
            description = "The measurement that was accepted, 48 bytes")
    private String measurement = "";

    @Option(names = "--secret", required = true, paramLabel = "GUID=@FILE|TEXT", description = "A secret; repeatable")
    private List<String> secrets = new ArrayList<>();

    @Option(names = "--name", paramLabel = "N", description = "Start of the file names (default: ${DEFAULT-VALUE})")
    private String name = "vm";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    @Option(names = "--seed", paramLabel = "N", description = "Uses the same IV again; for tests only")
    private @Nullable String seed;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    /** Made by picocli. */
    OwnerSecretCommand() {}

    @Override
    public Integer call() {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
            throw new InputException(
                    "--name '" + name + "' is no file name, expected letters, digits, dots and dashes");
        }
        MeasurementBlob blob = Arguments.measurement(measurement);
        SecretPackage packed = SecretPackage.ofSecrets(Arguments.secrets(secrets));
        TransportKeys keys = new TransportKeys(OwnerFiles.readKey(tek), OwnerFiles.readKey(tik));
        SecretPacket packet = packed.seal(
                keys,
                blob.measure(),
                CURRENT,
                SeededRandom.of(seed == null ? Seed.fresh() : Seed.parse(seed)).split("owner"));
        OutputFile.makeDirectory("output directory", out);
        Path header = out.resolve(name + "_secret_header.b64");
        Path payload = out.resolve(name + "_secret.b64");
        OutputFile.write(
                "packet header", header, Bytes.ofAscii(packet.header().encode().toBase64()));
        OutputFile.write("packet", payload, Bytes.ofAscii(packet.payload().toBase64()));
        if (json) {
            console.line(JsonText.object(g -> {
                g.writeStringProperty("header", header.toString());
                g.writeStringProperty("payload", payload.toString());
                g.writeNumberProperty("length", packet.payload().length());
            }));
        } else {
            Map<Path, String> written = new LinkedHashMap<>();
            written.put(header, "packet header, base64 of 52 bytes");
            written.put(payload, "ciphertext, base64 of " + packet.payload().length() + " bytes");
            console.listing(written);
        }
        return Main.OK;
    }
}
