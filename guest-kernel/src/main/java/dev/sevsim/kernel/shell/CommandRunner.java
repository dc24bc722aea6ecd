package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.KernelOops;
import dev.sevsim.kernel.shell.SimpleCommand.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs parsed commands for a shell, one after the other: a command in the background runs to its end at once.
 *
 * @param shell whose variables and status they use
 */
record CommandRunner(Shell shell) {
    private static final int NOT_FOUND = 127;

    /** 128 and the number of SIGKILL. */
    static final int KILLED = 137;

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_]\\w*)=(.*)", Pattern.DOTALL);

    /** Runs a sequence; the shell's status is that of the last command that ran. */
    void run(List<SimpleCommand> sequence, Streams streams) {
        boolean skipping = false;
        Input piped = streams.in();
        for (int i = 0; i < sequence.size(); i++) {
            Condition condition = sequence.get(i).condition();
            if (condition != Condition.PIPED) {
                piped = streams.in();
                skipping = (condition == Condition.AFTER_SUCCESS && shell.status() != 0)
                        || (condition == Condition.AFTER_FAILURE && shell.status() == 0);
            }
            if (!skipping && !shell.hasLeft()) {
                boolean toPipe = i + 1 < sequence.size() && sequence.get(i + 1).condition() == Condition.PIPED;
                Output out = toPipe ? new Output() : streams.out();
                shell.setStatus(run(sequence.get(i), new Streams(piped, out, streams.err())));
                piped = new Input(toPipe ? out.toByteArray() : new byte[0]);
            }
        }
    }

    private int run(SimpleCommand command, Streams streams) {
        WordExpander expander = shell.expander(streams);
        Redirections redirections = new Redirections(shell.calls(), expander, streams);
        Optional<String> complaint = redirections.open(command.redirects());
        int status = 1;
        if (complaint.isPresent()) {
            streams.err().printLine("sh: " + complaint.get());
        } else {
            status = command.group().isEmpty()
                    ? runWords(command.words(), expander, redirections.streams())
                    : shell.inSubshell(() -> run(command.group(), redirections.streams()));
        }
        int errno = redirections.close();
        if (errno < 0) {
            String name =
                    command.words().isEmpty() ? "" : command.words().get(0).text();
            String who = name.equals("echo") || name.isEmpty() ? "sh" : name;
            streams.err().printLine(who + ": write error: " + ShellContext.strerror(errno));
            return 1;
        }
        return status;
    }

    private int runWords(List<Word> words, WordExpander expander, Streams streams) {
        Map<String, String> before = shell.variables();
        int first = 0;
        int assigned = shell.status();
        while (first < words.size()
                && ASSIGNMENT.matcher(words.get(first).text()).matches()
                && isLiteralName(words.get(first))) {
            Matcher assignment = ASSIGNMENT.matcher(expander.text(words.get(first)));
            if (assignment.matches()) {
                shell.set(assignment.group(1), assignment.group(2));
            }
            first++;
        }
        List<String> fields = new ArrayList<>();
        words.subList(first, words.size()).forEach(word -> fields.addAll(expander.fields(word)));
        if (fields.isEmpty()) {
            // The status of an assignment is that of the command whose output it took.
            return words.stream().anyMatch(CommandRunner::runsCommand) ? shell.status() : Math.min(assigned, 0);
        }
        int status = start(fields, streams);
        if (first > 0) {
            shell.restore(before);
        }
        return status;
    }

    private static boolean runsCommand(Word word) {
        return word.pieces().stream().anyMatch(piece -> piece.kind() == Word.Kind.COMMAND);
    }

    private static boolean isLiteralName(Word word) {
        Word.Piece start = word.pieces().get(0);
        return start.kind() == Word.Kind.TEXT && !start.quoted() && start.text().indexOf('=') > 0;
    }

    private int start(List<String> fields, Streams streams) {
        Optional<ShellCommand> command = shell.command(fields.get(0));
        if (command.isEmpty()) {
            streams.err().printLine("sh: " + fields.get(0) + ": not found");
            return NOT_FOUND;
        }
        try {
            return command.get().run(shell.context(streams), fields.subList(1, fields.size()));
        } catch (KernelOops e) {
            streams.err().printLine("Killed");
            return KILLED;
        }
    }
}
