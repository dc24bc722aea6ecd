package dev.sevsim.cli.demo;

import dev.sevsim.cli.demo.SealedFiles.Sealed;
import dev.sevsim.cli.demo.TallyRun.PlainFile;
import dev.sevsim.kernel.program.UserPages;
import dev.sevsim.kernel.program.UserProcess;
import dev.sevsim.kernel.program.UserProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code tally}: an application of the guest whose data is encrypted on a disk. It decrypts records of money into its own
 * memory, adds them up by category and prints only the sums.
 *
 * <p>Key and plain records are in pages of the guest's memory. The key's pages are cleared before they are returned, those
 * of the records are not, as with most programs.
 */
final class TallyProgram implements UserProgram {
    private static final String VERBOSE = "-v";

    private final Consumer<TallyRun> listener;

    /** {@code listener} receives each run after its end, on the thread of the guest's vCPU. */
    TallyProgram(Consumer<TallyRun> listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return "tally";
    }

    @Override
    public String summary() {
        return "add up the encrypted records on a disk: tally [-v] KEYFILE DEVICE; -v prints their addresses in memory";
    }

    @Override
    public int run(UserProcess process, List<String> arguments) {
        List<PlainFile> plainFiles = new ArrayList<>();
        Ledger ledger = new Ledger();
        int status = run(process, arguments, plainFiles, ledger);
        listener.accept(new TallyRun(status, plainFiles, status == 0 ? ledger.lines() : List.of()));
        return status;
    }

    private static int run(UserProcess process, List<String> arguments, List<PlainFile> plainFiles, Ledger ledger) {
        boolean verbose = arguments.contains(VERBOSE);
        List<String> operands =
                arguments.stream().filter(text -> !text.equals(VERBOSE)).toList();
        if (operands.size() != 2 || operands.stream().anyMatch(text -> text.startsWith("-"))) {
            process.printError("Usage: tally [-v] KEYFILE DEVICE");
            return 1;
        }
        Optional<byte[]> key = process.readFile(operands.get(0));
        Optional<byte[]> disk = key.isEmpty() ? Optional.empty() : process.readFile(operands.get(1));
        if (key.isEmpty() || disk.isEmpty()) {
            return 1;
        }
        if (key.get().length != SealedFiles.KEY_BYTES) {
            return fail(
                    process,
                    operands.get(0) + ": key of " + key.get().length + " bytes, expected " + SealedFiles.KEY_BYTES);
        }
        Optional<List<Sealed>> files = SealedFiles.parse(disk.get());
        if (files.isEmpty()) {
            return fail(process, operands.get(1) + ": no sealed files");
        }
        Output output = new Output(process, verbose, plainFiles, ledger);
        return withKey(output, key.get(), files.get());
    }

    /**
     * Where a run puts its results.
     *
     * @param verbose whether it prints the addresses of the decrypted files
     */
    private record Output(UserProcess process, boolean verbose, List<PlainFile> plainFiles, Ledger ledger) {}

    private static int withKey(Output output, byte[] key, List<Sealed> files) {
        UserProcess process = output.process();
        Optional<UserPages> pages = process.allocate(key.length);
        if (pages.isEmpty()) {
            return 1;
        }
        try (UserPages keyPages = pages.get()) {
            keyPages.write(key);
            Arrays.fill(key, (byte) 0);
            int status = tally(output, keyPages, files);
            keyPages.clear();
            return status;
        }
    }

    private static int tally(Output output, UserPages keyPages, List<Sealed> files) {
        UserProcess process = output.process();
        List<UserPages> opened = new ArrayList<>();
        try {
            for (Sealed file : files) {
                byte[] key = keyPages.read(SealedFiles.KEY_BYTES);
                Optional<byte[]> plain = file.open(key);
                Arrays.fill(key, (byte) 0);
                if (plain.isEmpty()) {
                    return fail(process, file.name() + ": authentication failed: another key, or the disk was changed");
                }
                Optional<UserPages> pages = process.allocate(Math.max(1, plain.get().length));
                if (pages.isEmpty()) {
                    return 1;
                }
                opened.add(pages.get());
                Optional<String> problem = addUp(output, file.name(), plain.get(), pages.get());
                if (problem.isPresent()) {
                    return fail(process, problem.get());
                }
            }
        } finally {
            opened.forEach(UserPages::close);
        }
        output.ledger().lines().forEach(process::printLine);
        return 0;
    }

    private static Optional<String> addUp(Output output, String name, byte[] plain, UserPages pages) {
        pages.write(plain);
        Arrays.fill(plain, (byte) 0);
        output.plainFiles().add(new PlainFile(name, pages.address(), plain.length));
        if (output.verbose()) {
            output.process().printLine("%s: %d bytes decrypted at 0x%x".formatted(name, plain.length, pages.address()));
        }
        byte[] records = pages.read(plain.length);
        Optional<String> problem = output.ledger().add(records);
        Arrays.fill(records, (byte) 0);
        return problem.map(text -> name + ": " + text);
    }

    private static int fail(UserProcess process, String text) {
        process.printError("tally: " + text);
        return 1;
    }
}
