package dev.sevsim.cli;

import dev.sevsim.io.file.InputFile;
import dev.sevsim.owner.OtherInputs;
import dev.sevsim.owner.OtherInputs.Named;
import dev.sevsim.owner.OtherReports;
import dev.sevsim.owner.OtherReports.NamedKey;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a host may have used instead, for a search. */
final class OtherInputOptions {
    @Option(names = "--other-firmware", paramLabel = "FILE", description = "Another OVMF image to try; repeatable.")
    private List<Path> firmware = new ArrayList<>();

    @Option(names = "--other-kernel", paramLabel = "FILE", description = "Another kernel to try; repeatable.")
    private List<Path> kernels = new ArrayList<>();

    @Option(names = "--other-initrd", paramLabel = "FILE", description = "Another initrd to try; repeatable.")
    private List<Path> initrds = new ArrayList<>();

    @Option(names = "--other-append", paramLabel = "TEXT", description = "Another command line to try; repeatable.")
    private List<String> appends = new ArrayList<>();

    @Option(
            names = "--other-tik",
            paramLabel = "FILE",
            description = "Integrity key of another session to try; repeatable.")
    private List<Path> integrityKeys = new ArrayList<>();

    @Option(
            names = "--other-nonce",
            paramLabel = "BASE64|HEX|FILE",
            description = "Nonce of another measurement to try, 16 bytes; repeatable.")
    private List<String> nonces = new ArrayList<>();

    OtherInputs inputs() {
        return new OtherInputs(
                named("OVMF image", firmware), named("kernel", kernels), named("initrd", initrds), appends);
    }

    OtherReports reports(KeyOptions keys) {
        return new OtherReports(
                keys.encryptionKey(),
                integrityKeys.stream()
                        .map(file -> new NamedKey("the key " + file, OwnerFiles.readKey(file)))
                        .toList(),
                nonces.stream().map(BinaryArguments::nonce).toList());
    }

    /** Tries what the host's command line names, where it differs from what the user gave. */
    void takeFrom(QemuCommandLine line, LaunchFilesOptions given) {
        add(firmware, line.firmware(), given.files().firmwareFile());
        add(kernels, line.kernel(), given.files().kernelFile());
        add(initrds, line.initrd(), given.files().initrdFile());
        line.append()
                .filter(text -> !given.files().commandLine().equals(Optional.of(text)))
                .ifPresent(appends::add);
    }

    private static void add(List<Path> others, Optional<Path> named, Optional<Path> given) {
        named.filter(file -> !given.equals(Optional.of(file)) && file.toFile().isFile())
                .ifPresent(others::add);
    }

    private static List<Named> named(String what, List<Path> paths) {
        List<Named> named = new ArrayList<>();
        for (Path path : paths) {
            named.add(new Named(path.toString(), InputFile.read(what, path, ImageFiles.MAX_BOOT_FILE)));
        }
        return named;
    }
}
