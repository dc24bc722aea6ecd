package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.machine.Seed;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.SevToolFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--measurement",
            required = true,
            paramLabel = "BASE64|FILE",
            description = "The measurement that was accepted, 48 bytes")
    private String measurement = "";

    @Option(
            names = "--secret",
            paramLabel = "GUID=@FILE|GUID=TEXT|GUID:FILE",
            description = "A secret; repeatable; luks-key and other known names stand for their GUIDs")
    private List<String> secrets = new ArrayList<>();

    @Option(
            names = {"--raw", "--secret-table"},
            paramLabel = "FILE",
            description = "Instead of --secret: these bytes as they are, as sev-tool packs them")
    private @Nullable Path raw;

    @Option(
            names = "--firmware",
            paramLabel = "FILE",
            description = "The image of the launch: refuse what its area for secrets cannot hold")
    private @Nullable Path firmware;

    @Option(
            names = "--format",
            paramLabel = "TOOL",
            description = "How to write: base64 (for QEMU and libvirt), binary (as sevctl), sev-tool (its names);"
                    + " default: ${DEFAULT-VALUE}")
    private String format = "base64";

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
        SecretPackage packed = pack();
        if (firmware != null) {
            packed.requireFits(ExpectedLaunch.ofFirmware(LaunchFilesOptions.firmware(firmware))
                    .secretArea());
        }
        SecretPacket packet = packed.seal(
                keys.keys(),
                blob.measure(),
                CURRENT,
                SeededRandom.of(seed == null ? Seed.fresh() : Seed.parse(seed)).split("owner"));
        packed.wipe();
        OutputFile.makeDirectory("output directory", out);
        write(packet);
        return Main.OK;
    }

    private SecretPackage pack() {
        if (raw != null) {
            if (!secrets.isEmpty()) {
                throw new InputException("--raw holds everything, leave out --secret");
            }
            return SecretPackage.ofTable(
                    SecretBytes.of(InputFile.read("secret file", raw, SecretPackage.MAXIMUM_PACKET)));
        }
        if (secrets.isEmpty()) {
            throw new InputException("no secret given: use --secret GUID=@FILE, GUID=TEXT or GUID:FILE, or --raw FILE");
        }
        return SecretPackage.ofSecrets(Arguments.secrets(secrets));
    }

    private void write(SecretPacket packet) {
        Bytes headerBytes = packet.header().encode();
        Path header;
        Path payload;
        boolean text = false;
        switch (format) {
            case "base64" -> {
                text = true;
                header = out.resolve(name + "_secret_header.b64");
                payload = out.resolve(name + "_secret.b64");
            }
            case "binary" -> {
                header = out.resolve(name + "_secret_header.bin");
                payload = out.resolve(name + "_secret.bin");
            }
            case "sev-tool" -> {
                SevToolFolder folder = new SevToolFolder(out);
                header = folder.secretHeader();
                payload = folder.secret();
            }
            default ->
                throw new InputException("--format '" + format + "' is not known, expected base64, binary or sev-tool");
        }
        OutputFile.write("packet header", header, text ? Bytes.ofAscii(headerBytes.toBase64()) : headerBytes);
        OutputFile.write(
                "packet", payload, text ? Bytes.ofAscii(packet.payload().toBase64()) : packet.payload());
        report(header, payload, (text ? "base64 of " : ""), packet.payload().length());
    }

    private void report(Path header, Path payload, String form, int length) {
        if (json) {
            console.line(JsonText.object(g -> {
                g.writeStringProperty("header", header.toString());
                g.writeStringProperty("payload", payload.toString());
                g.writeNumberProperty("length", length);
            }));
            return;
        }
        Map<Path, String> written = new LinkedHashMap<>();
        written.put(header, "packet header, " + form + "52 bytes");
        written.put(payload, "ciphertext, " + form + length + " bytes");
        console.listing(written);
    }
}
