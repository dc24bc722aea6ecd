package dev.sevsim.owner;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The usual mistakes in a command line, likeliest first. Our own choice of mistakes. */
final class CommandLineEdits {
    /** What {@link #ENDS_AND_BLANKS} and {@link #words} change, for people. */
    static final String ENDS_IN_WORDS =
            "line feed, carriage return, space, tab, quotes, byte order mark, NUL and initrd= at an"
                    + " end of the command line, tabs, line feeds or no-break spaces for its blanks, quotes inside";

    static final String WORDS_IN_WORDS =
            "one blank of the command line as tab or two, two of its words exchanged, one left out, a usual one added or in"
                    + " another form (console=, root=, ro, rw)";

    private static final String LINE = "a command line ";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** More words than any two of which are exchanged; then two neighbours are. */
    private static final int FEW_WORDS = 16;

    /** A longer command line is not changed word by word. */
    private static final int MOST_WORDS = 128;

    static final List<Edit> ENDS_AND_BLANKS = List.of(
            edit("with a line feed at its end", line -> line + "\n"),
            edit("with a space at its end", line -> line + " "),
            edit("without the blanks around it", String::strip),
            edit("with a space before it", line -> " " + line),
            edit("with a carriage return and a line feed at its end", line -> line + "\r\n"),
            edit("with a carriage return at its end", line -> line + "\r"),
            edit("with a tab at its end", line -> line + "\t"),
            edit("with a tab before it", line -> "\t" + line),
            edit("with a line feed before it", line -> "\n" + line),
            edit("with a second NUL at its end", line -> line + "\0"),
            edit("with a backslash and an n at its end", line -> line + "\\n"),
            edit("in double quotes", line -> "\"" + line + "\""),
            edit("in single quotes", line -> "'" + line + "'"),
            edit("without the quotes around it", CommandLineEdits::unquoted),
            edit("without its double quotes", line -> line.replace("\"", "")),
            edit("with single blanks only", line -> line.strip().replaceAll("\\s+", " ")),
            edit("with tabs for its blanks", line -> line.replace(' ', '\t')),
            edit("with blanks for its tabs", line -> line.replace('\t', ' ')),
            edit("with line feeds for its blanks", line -> line.replace(' ', '\n')),
            edit("with no-break spaces for its blanks", line -> line.replace(' ', '\u00A0')),
            edit("with a byte order mark before it", line -> BYTE_ORDER_MARK + line),
            edit("without the byte order mark before it", line -> line.replaceFirst("^" + BYTE_ORDER_MARK, "")),
            edit(
                    "with 'initrd=initrd ' before it, as newer OVMF shows it to the guest",
                    line -> "initrd=initrd " + line),
            edit("with ' initrd=initrd' behind it, as OVMF shows it to the guest", line -> line + " initrd=initrd"),
            edit("without the 'initrd=initrd' that OVMF adds", CommandLineEdits::withoutInitrd));

    /** Forms of one parameter: the beginning of its words, and what is used in its place. */
    private static final List<Forms> FORMS = List.of(
            new Forms(
                    "console=",
                    "console=ttyS0 console=ttyS0,115200 console=ttyS0,115200n8 console=ttyS0,9600"
                            + " console=ttyS1 console=ttyS1,115200 console=hvc0 console=tty0 console=tty1"),
            new Forms(
                    "root=/dev/",
                    "root=/dev/sda root=/dev/sda1 root=/dev/sda2 root=/dev/vda root=/dev/vda1 root=/dev/vda2"
                            + " root=/dev/nvme0n1p1 root=/dev/nvme0n1p2"),
            new Forms("ro", "rw"),
            new Forms("rw", "ro"));

    private static final List<String> ADDED = List.of(
            "quiet",
            "ro",
            "rw",
            "splash",
            "console=ttyS0",
            "console=ttyS0,115200",
            "console=tty0",
            "earlyprintk=serial",
            "debug",
            "loglevel=7",
            "panic=-1",
            "panic=1",
            "nokaslr");

    /**
     * A mistake in a command line.
     *
     * @param text for people
     * @param change the line without its NUL
     */
    record Edit(String text, UnaryOperator<String> change) {
        Edited of(String line) {
            return new Edited(LINE + text, change.apply(line));
        }

        /** Behind another mistake. */
        Edited of(Edited line) {
            return new Edited(line.text() + " " + text, change.apply(line.line()));
        }
    }

    /** A command line with mistakes. */
    record Edited(String text, String line) {
        /** For a text about another mistake before this one. */
        String textBehind() {
            return text.substring(LINE.length());
        }
    }

    private record Forms(String start, String others) {
        boolean hold(String word) {
            boolean isBeginning = start.endsWith("=") || start.endsWith("/");
            return isBeginning ? word.startsWith(start) : word.equals(start);
        }
    }

    private CommandLineEdits() {}

    private static Edit edit(String text, UnaryOperator<String> change) {
        return new Edit(text, change);
    }

    /** Whether {@link #words} changes a command line. */
    static boolean changesWords(String line) {
        String[] words = line.split(" ", -1);
        return !line.isBlank() && words.length <= MOST_WORDS;
    }

    /** Changes of single words and of single blanks; none for a command line of very many words. */
    static List<Edited> words(String line) {
        List<Edited> edited = new ArrayList<>();
        if (!changesWords(line)) {
            return edited;
        }
        List<String> words = List.of(line.split(" ", -1));
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).isEmpty()) {
                continue; // between two blanks
            }
            blanks(words, i, edited);
            exchanges(words, i, edited);
            forms(words, i, edited);
            edited.add(changed("without '" + words.get(i) + "'", without(words, i)));
        }
        for (String word : ADDED) {
            edited.add(new Edited(LINE + "with '" + word + "' at its end", line + " " + word));
            edited.add(new Edited(LINE + "with '" + word + "' before it", word + " " + line));
        }
        return edited;
    }

    private static void blanks(List<String> words, int at, List<Edited> edited) {
        if (at + 1 < words.size()) {
            String before = String.join(" ", words.subList(0, at + 1));
            String behind = String.join(" ", words.subList(at + 1, words.size()));
            edited.add(new Edited(LINE + "with a tab behind '" + words.get(at) + "'", before + "\t" + behind));
            edited.add(new Edited(LINE + "with two blanks behind '" + words.get(at) + "'", before + "  " + behind));
        }
    }

    private static void exchanges(List<String> words, int at, List<Edited> edited) {
        int last = words.size() <= FEW_WORDS ? words.size() : Math.min(at + 2, words.size());
        for (int other = at + 1; other < last; other++) {
            if (words.get(other).isEmpty()) {
                continue; // between two blanks
            }
            List<String> swapped = new ArrayList<>(words);
            swapped.set(at, words.get(other));
            swapped.set(other, words.get(at));
            edited.add(changed("with '" + words.get(at) + "' and '" + words.get(other) + "' exchanged", swapped));
        }
    }

    private static void forms(List<String> words, int at, List<Edited> edited) {
        for (Forms forms : FORMS) {
            if (forms.hold(words.get(at))) {
                for (String other : forms.others().split(" ", -1)) {
                    List<String> replaced = new ArrayList<>(words);
                    replaced.set(at, other);
                    edited.add(changed("with '" + other + "' for '" + words.get(at) + "'", replaced));
                }
            }
        }
    }

    private static List<String> without(List<String> words, int at) {
        List<String> fewer = new ArrayList<>(words);
        fewer.remove(at);
        return fewer;
    }

    private static Edited changed(String text, List<String> words) {
        return new Edited(LINE + text, String.join(" ", words));
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
}
