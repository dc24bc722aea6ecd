package dev.sevsim.it.interop;

import dev.sevsim.it.InstalledProgram;
import dev.sevsim.it.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that are not ours. */
enum Tool {
    SEVCTL("sevctl"),
    LIBVIRT("virt-qemu-sev-validate"),
    SNP_MEASURE("sev-snp-measure"),
    OPENSSL("openssl");

    private static final Pattern NUMBER = Pattern.compile("[0-9][^ \\s]*\\.[^ \\s]*");

    private final String program;

    Tool(String program) {
        this.program = program;
    }

    String program() {
        return program;
    }

    /** Where it is installed; empty where it is not. */
    Optional<Path> path() {
        return InstalledProgram.find(program);
    }

    /** Its version, from itself or the package that it came with. */
    String version() throws IOException, InterruptedException {
        String tool = path().orElseThrow().toString();
        List<String> words = switch (this) {
            case LIBVIRT -> List.of("dpkg-query", "-W", "-f", "${Version}", "libvirt-clients-qemu");
            case OPENSSL -> List.of(tool, "version");
            default -> List.of(tool, "--version");
        };
        Matcher matcher =
                NUMBER.matcher(ToolRun.of(Path.of("."), words.toArray()).output());
        return matcher.find() ? matcher.group() : "unknown";
    }

    /** The words that start it; libvirt's is a script for the system's Python. */
    List<String> command() {
        String tool = path().orElseThrow().toString();
        return this == LIBVIRT ? List.of("/usr/bin/python3", tool) : List.of(tool);
    }
}
