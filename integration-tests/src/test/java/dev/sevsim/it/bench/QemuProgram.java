package dev.sevsim.it.bench;

import dev.sevsim.bridge.Devices;
import dev.sevsim.bridge.Supervisor;
import dev.sevsim.bridge.Supervisor.Way;
import dev.sevsim.it.MachineCBit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** QEMU with an image of 4 MiB, a modelled kernel, and a host that a process of its own serves. */
final class QemuProgram implements AutoCloseable {
    private static final String NAME = "qemu-system-x86_64";
    private static final int END_SECONDS = 30;

    private final Path directory;
    private final Process host;
    private final Supervisor supervisor;
    private final String cBit;
    private @Nullable Process running;

    private QemuProgram(Path directory, Process host, String cBit) {
        this.directory = directory;
        this.host = host;
        this.supervisor = Supervisor.prepare(Way.SECCOMP);
        this.cBit = cBit;
    }

    /** Whether this machine has QEMU and lets it be supervised. */
    static boolean isPossible() {
        return IoctlProgram.isPossible()
                && IoctlProgram.isInstalled(NAME)
                && Supervisor.refusal().isEmpty();
    }

    /** Writes the files and starts the host. */
    static QemuProgram prepare() {
        try {
            Path directory = Files.createTempDirectory("sevsim-qemu");
            requireSuccess(start(IoctlProgram.verb("firmware", "export", "--out", directory.toString())));
            enlarge(directory.resolve("OVMF.fd"));
            List<String> words = IoctlProgram.verb("host", "--listen", "unix:" + directory.resolve("host"));
            words.add(1, "-XX:+UseSerialGC"); // As the launcher starts it.
            Process host = start(words);
            Runtime.getRuntime().addShutdownHook(new Thread(host::destroy));
            while (!Files.exists(directory.resolve("host"))) {
                Thread.sleep(20);
            }
            return new QemuProgram(directory, host, MachineCBit.read(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An image is found from its end: what is put in front of it is measured and not run. */
    private static void enlarge(Path image) throws IOException {
        byte[] code = Files.readAllBytes(image);
        byte[] whole = new byte[Sizes.IMAGE];
        new Random(1).nextBytes(whole);
        System.arraycopy(code, 0, whole, whole.length - code.length, code.length);
        Path unused = Files.write(image, whole);
    }

    /** Starts QEMU without SEV; what its monitor answers. {@link #end} ends it. */
    String start() {
        try {
            return untilMonitorAnswers(
                    start(words("tcg", List.of("-cpu", "max", "-machine", "q35"))), "query-status", "prelaunch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Launches a guest; what the monitor answers. {@link #end} ends it. */
    String launch() {
        List<String> words = words(
                "kvm",
                List.of(
                        "-cpu",
                        "EPYC",
                        "-machine",
                        "q35,confidential-guest-support=sev0",
                        "-object",
                        "sev-guest,id=sev0,cbitpos=" + cBit + ",reduced-phys-bits=1,kernel-hashes=on,policy=0x1"));
        Process qemu = supervisor.start(directory.resolve("host"), Devices.USABLE, words);
        return untilMonitorAnswers(qemu, "query-sev", "launch-secret");
    }

    private List<String> words(String accelerator, List<String> machine) {
        List<String> words = new ArrayList<>(List.of(NAME, "-nodefaults", "-display", "none", "-S"));
        words.addAll(List.of("-m", "256M", "-accel", accelerator));
        words.addAll(machine);
        words.addAll(List.of("-drive", "if=pflash,format=raw,unit=0,readonly=on,file=" + directory.resolve("OVMF.fd")));
        words.addAll(List.of("-kernel", directory.resolve("vmlinuz").toString()));
        words.addAll(List.of("-initrd", directory.resolve("initrd.img").toString()));
        words.addAll(List.of("-append", "console=ttyS0", "-qmp", "unix:" + monitor() + ",server,wait=off"));
        return words;
    }

    private Path monitor() {
        return directory.resolve("qmp");
    }

    private String untilMonitorAnswers(Process qemu, String command, String expected) {
        running = qemu;
        return ask(qemu, command, expected);
    }

    /** Ends QEMU. */
    void end() {
        Process qemu = running;
        running = null;
        if (qemu != null) {
            String unused = ask(qemu, "quit", "return");
            requireSuccess(qemu);
        }
    }

    private String ask(Process qemu, String command, String expected) {
        try (SocketChannel channel = connect(qemu);
                BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            String unused = ask(channel, answers, "qmp_capabilities", "return");
            return ask(channel, answers, command, expected);
        } catch (IOException e) {
            qemu.destroy();
            throw new UncheckedIOException(e);
        }
    }

    private SocketChannel connect(Process qemu) throws IOException {
        while (qemu.isAlive()) {
            try {
                return SocketChannel.open(UnixDomainSocketAddress.of(monitor()));
            } catch (SocketException e) {
                LockSupport.parkNanos(500_000); // It is not there, or does not listen, so far.
            }
        }
        throw new IOException("QEMU has ended with status " + qemu.exitValue());
    }

    private static ByteBuffer execute(String command) {
        return StandardCharsets.UTF_8.encode("{\"execute\":\"" + command + "\"}\n");
    }

    private static String ask(SocketChannel channel, BufferedReader answers, String command, String expected)
            throws IOException {
        int unused = channel.write(execute(command));
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.contains("\"return\"") && line.contains(expected)) {
                return line;
            }
            if (line.contains("\"error\"") || line.contains("\"return\"")) {
                throw new IOException(line);
            }
        }
        throw new IOException("no answer to " + command);
    }

    private static Process start(List<String> words) throws IOException {
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void requireSuccess(Process process) {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("a process fails or does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends QEMU and the host, and removes the files. */
    @Override
    public void close() {
        end();
        host.destroy();
        requireSuccess(host);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
