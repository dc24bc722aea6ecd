package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.owner.SetupHeader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A launch whose plain memory a real guest gets: QEMU without SEV has the pages with the hashes and the secrets at their addresses, and the
 * files that were measured, so that the real OVMF verifies them and the real kernel finds the secrets.
 */
final class RealGuest implements AutoCloseable {
    private static final String APPEND = "console=ttyS0 rdinit=/init";
    private static final String SECRETS = "/sys/kernel/security/secrets/coco";

    /** The machine whose kernel header {@link SetupHeader} fills in. */
    private static final String MACHINE = "pc-q35-7.1";

    private static final int MEBIBYTE = 1 << 20;

    private final RealGuestOptions options;
    private final Console console;
    private final Path qemu;
    private final Path directory;
    private final MachineSpec spec;
    private Map<String, Bytes> modelled = Map.of();

    /**
     * Looks for what is needed and describes the launch: the kernel is measured as QEMU hands it to a guest without SEV.
     *
     * @param described makes a description of the machine from the options, anew each time
     * @param given whether an option was given
     * @throws InputException naming what is missing
     */
    RealGuest(RealGuestOptions options, Console console, Supplier<MachineDraft> described, Predicate<String> given) {
        this.options = options;
        this.console = console;
        this.qemu = RealGuestFiles.qemu(options.qemu());
        List<String[]> found = new ArrayList<>();
        if (!given.test("--firmware")) {
            found.add(new String[] {"firmware", RealGuestFiles.firmware().toString()});
        }
        if (!given.test("--kernel")) {
            found.add(new String[] {"kernel", RealGuestFiles.kernel().toString()});
        }
        if (!given.test("--append")) {
            found.add(new String[] {"append", APPEND});
        }
        this.directory = privateDirectory();
        boolean complete = false;
        try {
            if (!given.test("--initrd")) {
                Path initrd = Files.write(
                        directory.resolve("initrd"), RealGuestFiles.initrd().toArray());
                found.add(new String[] {"initrd", initrd.toString()});
            }
            this.spec = filledIn(described, found);
            complete = true;
        } catch (IOException e) {
            throw new SimulatorException("the files of the real guest cannot be written: " + e.getMessage(), e);
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** The machine that is launched. */
    MachineSpec spec() {
        return spec;
    }

    /**
     * Launches on a machine of its own up to the end of the modelled guest, whose plain pages and secrets are kept.
     *
     * @param traced the spec, perhaps with a trace
     * @return the report, also of a launch that was refused
     */
    LaunchReport launch(MachineSpec traced, LaunchListener listener) throws IOException {
        try (Machine machine = Machine.assemble(traced)) {
            return launch(machine, listener);
        } catch (LaunchRefusedException e) {
            return e.report();
        }
    }

    private LaunchReport launch(Machine machine, LaunchListener listener) throws IOException {
        RunningGuest guest = Launch.boot(machine, listener);
        for (long page : pages()) {
            var unused =
                    Files.write(file(page), guest.guestView(page, Page.SIZE).toArray());
        }
        if (guest.letRun()) {
            modelled = secretsOf(guest);
        }
        return guest.shutDown();
    }

    /** Boots the real guest and compares it with the modelled one; whether the real one shows the same. */
    boolean compare() throws IOException {
        console.remark("sevsim: the real guest boots with " + options.accelerator() + ", for at most "
                + options.timeout().toSeconds() + " s");
        RealGuestConsole printed = new RealGuestConsole(text -> console.remark("sevsim: " + text));
        boolean inTime = QemuRun.of(command(), options.timeout(), line -> {
            if (options.withConsole()) {
                console.unbroken(line);
            }
            printed.line(line);
        });
        console.line("");
        if (!printed.ended()) {
            console.error(whyNot(printed, inTime));
            return false;
        }
        if (!printed.hasInterface()) {
            console.error("the real kernel has no directory of secrets: it found none, or it is built without"
                    + " CONFIG_EFI_SECRET=y");
        }
        Map<String, Bytes> all = new TreeMap<>(modelled);
        all.putAll(printed.secrets());
        all.keySet().forEach(name -> show(name, printed.secrets().get(name)));
        boolean same = printed.secrets().equals(modelled);
        console.line(
                same
                        ? "real guest: it shows what the modelled one shows, secrets: " + modelled.size()
                        : "real guest: it differs from the modelled one");
        return same;
    }

    private void show(String name, @Nullable Bytes real) {
        Bytes model = modelled.get(name);
        String what = real == null
                ? "missing"
                : Objects.equals(real, model) ? "equal" : model == null ? "not in the model" : "another content";
        int bytes = real == null ? 0 : real.length();
        console.line(String.format(Locale.ROOT, "  %s  %d bytes, %s", name, bytes, what));
    }

    private static String whyNot(RealGuestConsole printed, boolean inTime) {
        if (!printed.kernelRuns()) {
            return "the real OVMF started no kernel: its verifier refused the files, or it needs another image;"
                    + " --real-guest-console shows what it printed";
        }
        return (inTime ? "the real guest ended before its init had" : "the real guest was not done in time")
                + "; --real-guest-console shows what it printed, --real-guest-timeout gives it more time";
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // It is in the directory of temporary files.
        }
    }

    /** The description with a kernel whose header is filled in, which depends on the initrd and on the guest's memory. */
    private MachineSpec filledIn(Supplier<MachineDraft> described, List<String[]> found) throws IOException {
        GuestSpec guest = described(described, found).build().guest();
        Bytes kernel = guest.directBoot()
                .orElseThrow(() -> new InputException("--real-guest needs a kernel: leave out --encrypted-disk"))
                .kernel();
        int initrd = guest.directBoot()
                .flatMap(boot -> boot.initrd())
                .map(Bytes::length)
                .orElse(0);
        Bytes filled = SetupHeader.filledForPlainGuest(kernel, initrd, guest.memoryBytes())
                .orElseThrow(() -> new InputException(
                        "--real-guest needs a bzImage, whose setup header QEMU fills in, and memory for its initrd"));
        Path measured = Files.write(directory.resolve("kernel"), filled.toArray());
        if (guest.memoryBytes() % MEBIBYTE != 0) {
            throw new InputException("--real-guest needs --guest-memory in whole mebibytes");
        }
        return described(described, found).set("kernel", measured.toString()).build();
    }

    private static MachineDraft described(Supplier<MachineDraft> described, List<String[]> found) {
        MachineDraft draft = described.get();
        found.forEach(option -> draft.set(option[0], option[1]));
        return draft;
    }

    /** Addresses of the pages with the table of hashes and the secrets. */
    private List<Long> pages() {
        OvmfTable table = OvmfTable.read(spec.guest().flash().firmware());
        return Stream.of(table.hashTableArea(), table.secretArea())
                .flatMap(area -> area.stream())
                .flatMap(area -> Stream.iterate(
                        area.base() & -Page.SIZE, page -> page < area.base() + area.size(), page -> page + Page.SIZE))
                .distinct()
                .toList();
    }

    private Path file(long page) {
        return directory.resolve(String.format(Locale.ROOT, "page-%x", page));
    }

    private static Map<String, Bytes> secretsOf(RunningGuest guest) throws IOException {
        Map<String, Bytes> contents = new TreeMap<>();
        Path secrets = guest.file(SECRETS);
        if (Files.isDirectory(secrets)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(secrets)) {
                for (Path file : files) {
                    contents.put(file.getFileName().toString(), Bytes.copyOf(Files.readAllBytes(file)));
                }
            }
        }
        return contents;
    }

    private List<String> command() throws IOException {
        GuestSpec guest = spec.guest();
        Path firmware = Files.write(
                directory.resolve("firmware"), guest.flash().firmware().toArray());
        List<String> words = new ArrayList<>(List.of(
                qemu.toString(),
                "-machine",
                MACHINE,
                "-accel",
                options.accelerator(),
                "-m",
                Long.toString(guest.memoryBytes() / MEBIBYTE),
                "-nodefaults",
                "-no-reboot",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-bios",
                firmware.toString()));
        var boot = guest.directBoot().orElseThrow();
        words.addAll(List.of("-kernel", directory.resolve("kernel").toString()));
        if (boot.initrd().isPresent()) {
            Path initrd =
                    Files.write(directory.resolve("initrd"), boot.initrd().get().toArray());
            words.addAll(List.of("-initrd", initrd.toString()));
        }
        boot.append().ifPresent(line -> words.addAll(List.of("-append", line)));
        for (long page : pages()) {
            words.addAll(List.of("-device", "loader,force-raw=on,addr=" + page + ",file=" + file(page)));
        }
        return words;
    }

    private static Path privateDirectory() {
        try {
            return Files.createTempDirectory("sevsim-real");
        } catch (IOException e) {
            throw new SimulatorException("a directory for the real guest cannot be made: " + e.getMessage(), e);
        }
    }
}
