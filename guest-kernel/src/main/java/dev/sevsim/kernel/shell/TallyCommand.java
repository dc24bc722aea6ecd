package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.SealedFiles;
import dev.sevsim.kernel.SealedFiles.Sealed;
import dev.sevsim.kernel.memory.UserMemory.Pages;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code tally}: an application whose data lies encrypted on a disk. It decrypts records of money into its own memory, adds
 * them up by category and prints the sums alone.
 *
 * <p>Key and plain records are in pages of the guest's memory. The key's are cleared before they are given back, those of the
 * records are not, as with most programs.
 */
final class TallyCommand implements ShellCommand {
    @Override
    public String name() {
        return "tally";
    }

    @Override
    public String summary() {
        return "add up the encrypted records on a disk: tally [-v] KEYFILE DEVICE; -v says where they are in memory";
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, "v");
        if (options.refuse(shell, name())) {
            return 1;
        }
        if (options.operands().size() != 2) {
            shell.err().printLine("Usage: tally [-v] KEYFILE DEVICE");
            return 1;
        }
        Optional<byte[]> key = read(shell, options.operands().get(0));
        Optional<byte[]> disk = key.isEmpty()
                ? Optional.empty()
                : read(shell, options.operands().get(1));
        if (key.isEmpty() || disk.isEmpty()) {
            return 1;
        }
        if (key.get().length != SealedFiles.KEY_BYTES) {
            return fail(
                    shell,
                    options.operands().get(0) + ": key of " + key.get().length + " bytes, expected "
                            + SealedFiles.KEY_BYTES);
        }
        Optional<List<Sealed>> files = SealedFiles.parse(disk.get());
        if (files.isEmpty()) {
            return fail(shell, options.operands().get(1) + ": no sealed files");
        }
        return withKey(shell, options.has('v'), key.get(), files.get());
    }

    private int withKey(ShellContext shell, boolean verbose, byte[] key, List<Sealed> files) {
        Optional<Pages> pages = shell.environment().memory().allocate(key.length);
        if (pages.isEmpty()) {
            return fail(shell, ShellContext.strerror(-Errno.ENOMEM.code()));
        }
        try (Pages keyPages = pages.get()) {
            keyPages.write(key);
            Arrays.fill(key, (byte) 0);
            int status = tally(shell, verbose, keyPages, files);
            keyPages.clear();
            return status;
        }
    }

    private int tally(ShellContext shell, boolean verbose, Pages keyPages, List<Sealed> files) {
        Ledger ledger = new Ledger();
        List<Pages> opened = new ArrayList<>();
        try {
            for (Sealed file : files) {
                byte[] key = keyPages.read(SealedFiles.KEY_BYTES);
                Optional<byte[]> plain = file.open(key);
                Arrays.fill(key, (byte) 0);
                if (plain.isEmpty()) {
                    return fail(shell, file.name() + ": authentication failed: another key, or the disk was changed");
                }
                Optional<String> problem = addUp(shell, verbose, file.name(), plain.get(), ledger, opened);
                if (problem.isPresent()) {
                    return fail(shell, problem.get());
                }
            }
        } finally {
            opened.forEach(Pages::close);
        }
        ledger.lines().forEach(shell.out()::printLine);
        return 0;
    }

    private static Optional<String> addUp(
            ShellContext shell, boolean verbose, String name, byte[] plain, Ledger ledger, List<Pages> opened) {
        Optional<Pages> pages = shell.environment().memory().allocate(Math.max(1, plain.length));
        if (pages.isEmpty()) {
            return Optional.of(ShellContext.strerror(-Errno.ENOMEM.code()));
        }
        opened.add(pages.get());
        pages.get().write(plain);
        Arrays.fill(plain, (byte) 0);
        if (verbose) {
            shell.out()
                    .printLine("%s: %d bytes decrypted at 0x%x"
                            .formatted(name, plain.length, pages.get().address()));
        }
        byte[] records = pages.get().read(plain.length);
        Optional<String> problem = ledger.add(records);
        Arrays.fill(records, (byte) 0);
        return problem.map(text -> name + ": " + text);
    }

    private static Optional<byte[]> read(ShellContext shell, String path) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int errno = FileReader.readAll(shell, path, content);
        if (errno < 0) {
            shell.complain("tally: " + path, errno);
            return Optional.empty();
        }
        return Optional.of(content.toByteArray());
    }

    private static int fail(ShellContext shell, String text) {
        shell.err().printLine("tally: " + text);
        return 1;
    }
}
