package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.io.file.OutputFiles;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.machine.option.SecretArguments;
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
@Command(name = "secret", description = "Packs secrets for one launch whose measurement was checked before.")
@JsonVerb.Report("owner-secret")
final class OwnerSecretCommand extends JsonVerb {
    /** Every firmware from API 0.17 on binds the measurement. */
    private static final ApiVersion CURRENT = new ApiVersion(1, 0);

    /** {@code --format}. */
    static final class Formats extends Choices.Values {
        @Override
        protected List<String> list() {
            return List.of("base64", "binary", "sev-tool");
        }
    }

    @Mixin
    private PacketOptions launch = new PacketOptions();

    @Option(
            names = "--secret",
            paramLabel = "GUID=@FILE|GUID=TEXT|GUID:FILE",
            description = "Secret to pack; repeatable; luks-key and other well-known names stand for their GUIDs.")
    private List<String> secrets = new ArrayList<>();

    @Option(
            names = {"--raw", "--secret-table"},
            description = "Content of the packet, taken as it is like sev-tool does, instead of --secret.")
    private @Nullable Path raw;

    @Option(
            names = "--firmware",
            description = "OVMF image of the launch, to refuse secrets that do not fit its secret area.")
    private @Nullable Path firmware;

    @Option(
            names = "--format",
            paramLabel = "TOOL",
            completionCandidates = Formats.class,
            description = "Form of the files: base64 (for QEMU and libvirt), binary (as sevctl) or sev-tool (its names)"
                    + " (default: ${DEFAULT-VALUE}).")
    private String format = "base64";

    @Option(names = "--name", paramLabel = "N", description = "Start of the file names (default: ${DEFAULT-VALUE}).")
    private String name = "vm";

    @Mixin
    private OutDirectory out = new OutDirectory();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Override
    public Integer call() {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
            throw new InputException(
                    "--name '" + name + "' is no file name, expected letters, digits, dots and dashes");
        }
        Bytes measure = launch.measure();
        SecretPackage packed = pack();
        if (firmware != null) {
            packed.requireFits(
                    ExpectedLaunch.ofFirmware(ImageFiles.readFirmware(firmware)).secretArea());
        }
        SecretPacket packet = packed.seal(launch.keys(), measure, CURRENT, seed.owner());
        packed.wipe();
        write(packet, out.path());
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
        return SecretPackage.ofSecrets(SecretArguments.parse(secrets));
    }

    private void write(SecretPacket packet, Path directory) {
        Bytes headerBytes = packet.header().encode();
        Path header;
        Path payload;
        boolean text = false;
        switch (format) {
            case "base64" -> {
                text = true;
                header = directory.resolve(name + "_secret_header.b64");
                payload = directory.resolve(name + "_secret.b64");
            }
            case "binary" -> {
                header = directory.resolve(name + "_secret_header.bin");
                payload = directory.resolve(name + "_secret.bin");
            }
            case "sev-tool" -> {
                SevToolFolder folder = new SevToolFolder(directory);
                header = folder.secretHeader();
                payload = folder.secret();
            }
            default ->
                throw new InputException("--format '" + format + "' is unknown, expected base64, binary or sev-tool");
        }
        out.check(List.of(header, payload));
        new OutputFiles(directory)
                .add("packet header", header, text ? Bytes.ofAscii(headerBytes.toBase64()) : headerBytes)
                .add("packet", payload, text ? Bytes.ofAscii(packet.payload().toBase64()) : packet.payload())
                .write();
        report(header, payload, (text ? "base64 of " : ""), packet.payload().length());
    }

    private void report(Path header, Path payload, String form, int length) {
        if (json()) {
            console.json(JsonText.object(g -> {
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
