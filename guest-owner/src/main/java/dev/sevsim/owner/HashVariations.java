package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The hashes tables of a measured kernel that are one or two mistakes away from the expected one; the likeliest
 * mistakes first. Our own choice of mistakes.
 */
final class HashVariations {
    private static final LaunchDifference EXCHANGED =
            new LaunchDifference(Input.KERNEL, "kernel and initrd exchanged: each was given for the other");

    private static final String LINE = "a command line";
    private static final List<Edit> EDITS = List.of(
            edit("with a line feed at its end", line -> line + "\n"),
            edit("with a space at its end", line -> line + " "),
            edit("without the blanks around it", String::strip),
            edit("with a space before it", line -> " " + line),
            edit("with a carriage return and a line feed at its end", line -> line + "\r\n"),
            edit("in double quotes", line -> "\"" + line + "\""),
            edit("in single quotes", line -> "'" + line + "'"),
            edit("without the quotes around it", HashVariations::unquoted),
            edit("without its double quotes", line -> line.replace("\"", "")),
            edit("with single blanks only", line -> line.strip().replaceAll("\\s+", " ")),
            edit(
                    "with 'initrd=initrd ' before it, as newer OVMF shows it to the guest",
                    line -> "initrd=initrd " + line),
            edit("with ' initrd=initrd' behind it, as OVMF shows it to the guest", line -> line + " initrd=initrd"),
            edit("without the 'initrd=initrd' that OVMF adds", HashVariations::withoutInitrd));

    private final KernelInputs expected;
    private final KernelHashes right;
    private final OtherInputs others;
    private final boolean withSetupHeaders;

    /**
     * A mistake in a command line.
     *
     * @param text begins with {@link #LINE}
     * @param change the line without its NUL
     */
    private record Edit(String text, UnaryOperator<String> change) {
        String of(String line) {
            return change.apply(line);
        }
    }

    private static Edit edit(String text, UnaryOperator<String> change) {
        return new Edit(LINE + " " + text, change);
    }

    /** A hash of one of the three inputs, and what is different in the input. */
    private record Hash(LaunchDifference difference, Bytes value) {}

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
        for (Hash line : variations.commandLines()) {
            tables.add(table(line.value(), variations.right.initrd(), variations.right.kernel(), line));
        }
        for (Hash initrd : variations.initrds()) {
            tables.add(table(variations.right.commandLine(), initrd.value(), variations.right.kernel(), initrd));
        }
        for (Hash kernel : variations.kernels()) {
            tables.add(table(variations.right.commandLine(), variations.right.initrd(), kernel.value(), kernel));
        }
        variations.exchanged(tables);
        return tables;
    }

    /** Tables with two differences: two edits of the command line, or two of the three inputs. */
    static List<Table> two(KernelInputs expected, OtherInputs others) {
        HashVariations variations = new HashVariations(expected, others, true);
        List<Hash> lines = variations.commandLines();
        List<Hash> initrds = variations.initrds();
        List<Hash> kernels = variations.kernels();
        List<Table> tables = new ArrayList<>();
        for (Hash line : variations.linesEditedTwice()) {
            tables.add(table(line.value(), variations.right.initrd(), variations.right.kernel(), line));
        }
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

    private void exchanged(List<Hash> lines, List<Table> tables) {
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

    private List<Hash> commandLines() {
        String line = expected.commandLine();
        List<Hash> hashes = new ArrayList<>();
        EDITS.forEach(edit -> add(hashes, edit.text(), edit.of(line) + "\0"));
        add(hashes, "an empty command line", "\0");
        add(hashes, "a command line without its NUL", line);
        others.commandLines().forEach(other -> add(hashes, "the command line '" + other + "'", other + "\0"));
        return hashes;
    }

    /** Command lines with two of the edits, one after the other, that no single one makes. */
    private List<Hash> linesEditedTwice() {
        List<Hash> hashes = commandLines();
        int edited = hashes.size();
        for (Edit first : EDITS) {
            String once = first.of(expected.commandLine());
            for (Edit second : EDITS) {
                if (!once.equals(expected.commandLine())) {
                    add(hashes, first.text() + second.text().substring(LINE.length()), second.of(once) + "\0");
                }
            }
        }
        return hashes.subList(edited, hashes.size());
    }

    private void add(List<Hash> hashes, String text, String line) {
        add(hashes, Input.COMMAND_LINE, text, Bytes.ofUtf8(line), right.commandLine());
    }

    private static String unquoted(String line) {
        boolean quoted = line.length() > 1
                && line.charAt(0) == line.charAt(line.length() - 1)
                && (line.charAt(0) == '"' || line.charAt(0) == '\'');
        return quoted ? line.substring(1, line.length() - 1) : line;
    }

    private static String withoutInitrd(String line) {
        return line.replaceFirst("^initrd=initrd ", "").replaceFirst(" initrd=initrd$", "");
    }

    private List<Hash> initrds() {
        List<Hash> hashes = new ArrayList<>();
        add(hashes, Input.INITRD, "the launch without the initrd", Bytes.EMPTY, right.initrd());
        others.initrds()
                .forEach(other ->
                        add(hashes, Input.INITRD, "the initrd " + other.name(), other.content(), right.initrd()));
        return hashes;
    }

    private List<Hash> kernels() {
        List<Hash> hashes = new ArrayList<>();
        others.kernels()
                .forEach(other ->
                        add(hashes, Input.KERNEL, "the kernel " + other.name(), other.content(), right.kernel()));
        if (withSetupHeaders) {
            SetupHeader.filled(expected.kernel(), expected.initrd().length())
                    .forEach((place, file) -> add(
                            hashes,
                            Input.KERNEL,
                            "a kernel whose setup header the VMM filled in before it was hashed (type_of_loader, loadflags,"
                                    + " ramdisk, heap_end_ptr, cmd_line_ptr; " + place + ")",
                            file,
                            right.kernel()));
        }
        return hashes;
    }

    private static void add(List<Hash> hashes, Input input, String text, Bytes content, Bytes expected) {
        Bytes hash = KernelHashes.sha256(content);
        if (!hash.equals(expected)
                && hashes.stream().noneMatch(known -> known.value().equals(hash))) {
            hashes.add(new Hash(new LaunchDifference(input, text), hash));
        }
    }

    private static Table table(Bytes line, Bytes initrd, Bytes kernel, Hash... different) {
        List<LaunchDifference> differences = new ArrayList<>();
        for (Hash hash : different) {
            differences.add(hash.difference());
        }
        return new Table(differences, new KernelHashes(line, initrd, kernel).encode());
    }
}
