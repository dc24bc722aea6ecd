package dev.sevsim.cli;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.owner.ChainFiles;
import dev.sevsim.owner.LaunchSessionBuilder;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.SevToolFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner session}: the files that start a launch. */
@Command(name = "session", description = "Makes a launch session for a platform whose chain was verified before.")
@JsonVerb.Report("owner-session")
final class OwnerSessionCommand extends JsonVerb {
    private static final String SEVCTL = "sevctl";
    private static final String SEV_TOOL = "sev-tool";

    /** {@code --format}. */
    static final class Formats extends Choices.Values {
        @Override
        protected List<String> list() {
            return List.of(SEVCTL, SEV_TOOL);
        }
    }

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "FILE",
            description = "File that starts with the platform's PDH certificate, raw or as text; or a directory with"
                    + " sev-tool's file names.")
    private Path chain;

    @Option(names = "--policy", required = true, paramLabel = "HEX", description = "Guest policy, hexadecimal.")
    private String policy = "";

    @Option(names = "--name", paramLabel = "N", description = "Start of the file names (default: ${DEFAULT-VALUE}).")
    private String name = "vm";

    @Mixin
    private OutDirectory out = new OutDirectory();

    @Option(
            names = "--format",
            paramLabel = "TOOL",
            completionCandidates = Formats.class,
            description = "Tool whose files to write: sevctl (base64 for QEMU, a file for each key) or sev-tool (raw,"
                    + " with its fixed names) (default: ${DEFAULT-VALUE}).")
    private String format = SEVCTL;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Override
    public Integer call() {
        GuestPolicy word = Numbers.policy(policy);
        if (!new Formats().list().contains(format)) {
            throw new InputException("--format '" + format + "' is unknown, expected sevctl or sev-tool");
        }
        if (word.reservedBits() != 0) {
            console.remark("sevsim: the firmware will refuse policy " + word + ": bits 15:6 must be zero");
        }
        LaunchSessionBuilder builder = LaunchSessionBuilder.forPlatform(ChainFiles.readPdh(chain));
        Path directory = out.path();
        OwnerSession session = builder.build(word, seed.owner());
        if (format.equals(SEVCTL)) {
            OwnerFiles files = new OwnerFiles(directory, name);
            out.check(List.of(files.godh(), files.session(), files.tik(), files.tek()));
            files.write(session);
            report(word, files.godh(), files.session(), List.of(files.tik(), files.tek()));
        } else {
            SevToolFolder folder = new SevToolFolder(directory);
            out.check(List.of(folder.godh(), folder.session(), folder.keys()));
            folder.write(session);
            report(word, folder.godh(), folder.session(), List.of(folder.keys()));
        }
        return Main.OK;
    }

    private void report(GuestPolicy word, Path godh, Path session, List<Path> keys) {
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeStringProperty("godh", godh.toString());
                g.writeStringProperty("session", session.toString());
                if (keys.size() == 1) {
                    g.writeStringProperty("tk", keys.get(0).toString());
                } else {
                    g.writeStringProperty("tik", keys.get(0).toString());
                    g.writeStringProperty("tek", keys.get(1).toString());
                }
                g.writeStringProperty("policy", word.toString());
            }));
            return;
        }
        Map<Path, String> written = new LinkedHashMap<>();
        written.put(godh, "owner's certificate, for the host");
        written.put(session, "session for policy " + word + ", for the host");
        if (keys.size() == 1) {
            written.put(keys.get(0), "transport keys, TEK then TIK, keep them secret");
        } else {
            written.put(keys.get(0), "transport integrity key, keep it secret");
            written.put(keys.get(1), "transport encryption key, keep it secret");
        }
        console.listing(written);
    }
}
