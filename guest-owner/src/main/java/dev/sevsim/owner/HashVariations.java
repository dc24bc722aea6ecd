package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.owner.CommandLineEdits.Edit;
import dev.sevsim.owner.CommandLineEdits.Edited;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hashes tables of a measured kernel that are one or two mistakes away from the expected one; the likeliest
 * mistakes first. Our own choice of mistakes.
 */
final class HashVariations {
    private static final LaunchDifference EXCHANGED =
            new LaunchDifference(Input.KERNEL, "kernel and initrd exchanged: each was given for the other");

    private static final String WITHOUT_NUL = " without its NUL";
    private static final Bytes LINE_FEED = Bytes.of('\n');

    /** A file that passed a disk ends at one of these. */
    private static final List<Integer> BLOCKS = List.of(512, 4 << 10);

    private final KernelInputs expected;
    private final KernelHashes right;
    private final OtherInputs others;
    private final boolean withSetupHeaders;

    /** A hash of one of the three inputs, and what is different in the input. */
    private record Hash(LaunchDifference difference, Bytes value) {}

    /** Hashes of one input, none twice and none the right one. */
    private static final class Hashes {
        private final Input input;
        private final Bytes right;
        private final Map<Bytes, Hash> all = new LinkedHashMap<>();

        Hashes(Input input, Bytes right) {
            this.input = input;
            this.right = right;
        }

        void add(String text, Bytes... content) {
            Bytes hash = ImageDigest.of(content).with(Bytes.EMPTY, List.of());
            if (!hash.equals(right)) {
                all.putIfAbsent(hash, new Hash(new LaunchDifference(input, text), hash));
            }
        }

        void addLine(Edited line) {
            add(line.text(), Bytes.ofUtf8(line.line() + "\0"));
        }

        Collection<Hash> values() {
            return all.values();
        }

        List<Hash> from(int first) {
            return List.copyOf(all.values()).subList(first, all.size());
        }
    }

    /** A table as it is measured, and what is different in it. */
    record Table(List<LaunchDifference> differences, Bytes content) {
        Table {
            differences = List.copyOf(differences);
        }
    }

    private HashVariations(KernelInputs expected, OtherInputs others, boolean withSetupHeaders) {
        this.expected = expected;
        this.right = expected.hashes();
        this.others = others;
        this.withSetupHeaders = withSetupHeaders;
    }

    /**
     * Tables with one difference.
     *
     * @param withSetupHeaders whether filled-in setup headers are among them, for each of which the whole kernel is
     *     hashed
     */
    static List<Table> one(KernelInputs expected, OtherInputs others, boolean withSetupHeaders) {
        HashVariations variations = new HashVariations(expected, others, withSetupHeaders);
        List<Table> tables = new ArrayList<>();
        variations.noTable(tables);
        Hashes lines = variations.commandLines();
        int likely = lines.values().size();
        variations.addWords(lines);
        for (Hash line : List.copyOf(lines.values()).subList(0, likely)) {
            tables.add(variations.table(line));
        }
        for (Hash initrd : variations.initrds()) {
            tables.add(table(variations.right.commandLine(), initrd.value(), variations.right.kernel(), initrd));
        }
        for (Hash kernel : variations.kernels()) {
            tables.add(table(variations.right.commandLine(), variations.right.initrd(), kernel.value(), kernel));
        }
        variations.exchanged(tables);
        lines.from(likely).forEach(line -> tables.add(variations.table(line)));
        return tables;
    }

    /**
     * Tables with two differences: two edits of the command line of which one at least is of its ends or of all blanks, or two of
     * the three inputs.
     */
    static List<Table> two(KernelInputs expected, OtherInputs others) {
        HashVariations variations = new HashVariations(expected, others, true);
        Hashes all = variations.commandLines();
        variations.addWords(all);
        Collection<Hash> lines = all.values();
        Collection<Hash> initrds = variations.initrds();
        Collection<Hash> kernels = variations.kernels();
        List<Table> tables = new ArrayList<>();
        variations.linesEditedTwice().forEach(line -> tables.add(variations.table(line)));
        for (Hash initrd : initrds) {
            for (Hash line : lines) {
                tables.add(table(line.value(), initrd.value(), variations.right.kernel(), initrd, line));
            }
            for (Hash kernel : kernels) {
                tables.add(table(variations.right.commandLine(), initrd.value(), kernel.value(), kernel, initrd));
            }
        }
        for (Hash kernel : kernels) {
            for (Hash line : lines) {
                tables.add(table(line.value(), variations.right.initrd(), kernel.value(), kernel, line));
            }
        }
        variations.exchanged(lines, tables);
        return tables;
    }

    private void noTable(List<Table> tables) {
        tables.add(new Table(
                List.of(new LaunchDifference(Input.KERNEL_HASHES, "the OVMF image without the kernel hashes")),
                Bytes.EMPTY));
        tables.add(new Table(
                List.of(new LaunchDifference(Input.KERNEL_HASHES, "a hashes table without its padding")),
                right.encode().slice(0, KernelHashes.TABLE_LENGTH)));
    }

    private void exchanged(List<Table> tables) {
        if (!expected.initrd().isEmpty()) {
            tables.add(new Table(List.of(EXCHANGED), exchanged(right.commandLine())));
        }
    }

    private void exchanged(Collection<Hash> lines, List<Table> tables) {
        if (!expected.initrd().isEmpty()) {
            lines.forEach(
                    line -> tables.add(new Table(List.of(EXCHANGED, line.difference()), exchanged(line.value()))));
        }
    }

    private Bytes exchanged(Bytes line) {
        Bytes givenAsInitrd = right.kernel();
        Bytes givenAsKernel = right.initrd();
        return new KernelHashes(line, givenAsInitrd, givenAsKernel).encode();
    }

    /** Command lines with one mistake at their ends or in all blanks, and others that were given. */
    private Hashes commandLines() {
        String line = expected.commandLine();
        Hashes hashes = new Hashes(Input.COMMAND_LINE, right.commandLine());
        CommandLineEdits.ENDS_AND_BLANKS.forEach(edit -> hashes.addLine(edit.of(line)));
        hashes.addLine(new Edited("an empty command line", ""));
        hashes.add("a command line" + WITHOUT_NUL, Bytes.ofUtf8(line));
        otherLines().forEach(hashes::addLine);
        return hashes;
    }

    private void addWords(Hashes hashes) {
        CommandLineEdits.words(expected.commandLine()).forEach(hashes::addLine);
    }

    private List<Edited> otherLines() {
        return others.commandLines().stream()
                .map(other -> new Edited("the command line '" + other + "'", other))
                .toList();
    }

    /** Command lines with two mistakes, one after the other, that no single one makes. */
    private List<Hash> linesEditedTwice() {
        Hashes hashes = commandLines();
        addWords(hashes);
        int edited = hashes.values().size();
        List<Edited> once = new ArrayList<>();
        for (Edit edit : CommandLineEdits.ENDS_AND_BLANKS) {
            Edited line = edit.of(expected.commandLine());
            if (!line.line().equals(expected.commandLine())) {
                once.add(line);
            }
        }
        // Quotes, a byte order mark and what OVMF adds hide the words: these come off first.
        for (Edited first : once) {
            if (first.line().length() < expected.commandLine().length()) {
                for (Edited second : CommandLineEdits.words(first.line())) {
                    hashes.addLine(new Edited(first.text() + " and then " + second.textBehind(), second.line()));
                }
            }
        }
        once.addAll(otherLines());
        once.addAll(CommandLineEdits.words(expected.commandLine()));
        for (Edited first : once) {
            CommandLineEdits.ENDS_AND_BLANKS.forEach(second -> hashes.addLine(second.of(first)));
            hashes.add(first.text() + WITHOUT_NUL, Bytes.ofUtf8(first.line()));
        }
        return hashes.from(edited);
    }

    private Collection<Hash> initrds() {
        Hashes hashes = new Hashes(Input.INITRD, right.initrd());
        hashes.add("the launch without the initrd", Bytes.EMPTY);
        addEdited(hashes, "an initrd", expected.initrd());
        others.initrds().forEach(other -> hashes.add("the initrd " + other.name(), other.content()));
        return hashes.values();
    }

    private Collection<Hash> kernels() {
        Hashes hashes = new Hashes(Input.KERNEL, right.kernel());
        others.kernels().forEach(other -> hashes.add("the kernel " + other.name(), other.content()));
        addEdited(hashes, "a kernel", expected.kernel());
        if (withSetupHeaders) {
            SetupHeader.filled(expected.kernel(), expected.initrd().length())
                    .forEach((place, file) -> hashes.add(
                            "a kernel whose setup header the VMM filled in before it was hashed (type_of_loader, loadflags,"
                                    + " ramdisk, heap_end_ptr, cmd_line_ptr; " + place + ")",
                            file));
        }
        return hashes.values();
    }

    /** A file that passed an editor or a disk. */
    private static void addEdited(Hashes hashes, String file, Bytes content) {
        int length = content.length();
        if (length == 0) {
            return;
        }
        hashes.add(file + " with a line feed at its end", content, LINE_FEED);
        if (content.u8(length - 1) == '\n') {
            hashes.add(file + " without the line feed at its end", content.slice(0, length - 1));
        }
        for (int block : BLOCKS) {
            if (length % block != 0) {
                hashes.add(
                        file + " with zeros up to a multiple of " + block + " bytes",
                        content,
                        Bytes.zeros(block - length % block));
            }
        }
    }

    private Table table(Hash line) {
        return table(line.value(), right.initrd(), right.kernel(), line);
    }

    private static Table table(Bytes line, Bytes initrd, Bytes kernel, Hash... different) {
        List<LaunchDifference> differences = new ArrayList<>();
        for (Hash hash : different) {
            differences.add(hash.difference());
        }
        return new Table(differences, new KernelHashes(line, initrd, kernel).encode());
    }
}
