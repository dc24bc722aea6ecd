package dev.sevsim.it.interop;

import dev.sevsim.cli.Main;
import dev.sevsim.it.ToolRun;
import dev.sevsim.it.interop.Case.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory with a platform, its certificates and the files of a guest, for cases to work on. */
final class Desk {
    static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    static final String SECRET = "known-to-the-owner-alone";

    private final Path directory;

    Desk(Path directory) throws IOException {
        this.directory = directory;
        sevsim("firmware", "export", "--out", file("image")).requireSuccess();
        sevsim("platform", "export", "--state", file("host"), "--out", file("certs"))
                .requireSuccess();
        Files.write(
                file("ca.chain"),
                join(Files.readAllBytes(file("certs/ask.cert")), Files.readAllBytes(file("certs/ark.cert"))));
        Files.writeString(file("secret.txt"), SECRET);
        Files.write(file("other.fd"), altered(Files.readAllBytes(file("image/OVMF.fd")), 4000));
        Files.write(file("forged.chain"), altered(Files.readAllBytes(file("certs/sev.chain")), 2084 + 0x20));
    }

    /** Whether the program accepted what it was given. */
    static Outcome outcome(ToolRun run) {
        return run.status() == 0 ? Outcome.ACCEPTED : Outcome.REFUSED;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    String commandLine() throws IOException {
        return Files.readString(file("image/cmdline"));
    }

    /** Makes a session of this name, with this project's command, on the platform of the desk. */
    void makeSession(String name, String policy) {
        done(sevsim(
                "owner",
                "session",
                "--chain",
                file("certs/sev.chain"),
                "--policy",
                policy,
                "--name",
                name,
                "--out",
                file(".")));
    }

    /** The guest's files as options; the names of the options differ from tool to tool. */
    Object[] guest(String firmware, String commandLineOption) throws IOException {
        return new Object[] {
            "--firmware",
            file(firmware),
            "--kernel",
            file("image/vmlinuz"),
            "--initrd",
            file("image/initrd.img"),
            commandLineOption,
            commandLine()
        };
    }

    ToolRun tool(Tool tool, Object... words) throws IOException, InterruptedException {
        return ToolRun.of(
                directory,
                Stream.concat(tool.command().stream(), Stream.of(words)).toArray());
    }

    /** The command line inside this JVM; what it prints as its result. */
    static ToolRun sevsim(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Stream.of(words).map(Object::toString).toArray(String[]::new));
        return new ToolRun(status, out.toString(StandardCharsets.UTF_8));
    }

    /** A whole launch on the session files {@code NAME_…}, sevsim acting for the owner; whether the guest shows the secret. */
    Outcome launch(String session, String policy) throws IOException {
        Object[] options = all(
                new Object[] {"launch", "--json", "--policy", policy, "--state", file("host")},
                guest("image/OVMF.fd", "--append"));
        ToolRun run = sevsim(all(
                options,
                "--dh-cert",
                file(session + "_godh.b64"),
                "--session",
                file(session + "_session.b64"),
                "--tik",
                file(session + "_tik.bin"),
                "--tek",
                file(session + "_tek.bin"),
                "--secret",
                GUID + "=@" + file("secret.txt"),
                "--run",
                "cat /sys/kernel/security/secrets/coco/" + GUID));
        boolean shows =
                run.status() == 0 && run.json().get("console").asString().contains(SECRET);
        return shows ? Outcome.ACCEPTED : Outcome.REFUSED;
    }

    /** A launch on a session whose keys are not at hand; whether the firmware takes it. */
    Outcome start(String session, String policy) throws IOException {
        Object[] options = all(
                new Object[] {"launch", "--json", "--policy", policy, "--state", file("host")},
                guest("image/OVMF.fd", "--append"));
        ToolRun run = sevsim(
                all(options, "--dh-cert", file(session + "_godh.b64"), "--session", file(session + "_session.b64")));
        boolean byFirmware =
                run.status() == 1 && run.json().get("reason").asString().contains("Bad measurement");
        if (run.status() != 0 && !byFirmware) {
            throw new IllegalStateException("status " + run.status() + ": " + run.output());
        }
        return outcome(run);
    }

    static ToolRun done(ToolRun run) {
        return run.requireSuccess();
    }

    static Object[] all(Object[] first, Object... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
    }

    static byte[] altered(byte[] content, int at) {
        content[at] ^= 1;
        return content;
    }

    static Outcome same(String one, String other) {
        return one.equals(other) ? Outcome.ACCEPTED : Outcome.REFUSED;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
