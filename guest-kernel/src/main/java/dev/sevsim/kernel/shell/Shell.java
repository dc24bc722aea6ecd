package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.edit.Completer;
import dev.sevsim.kernel.core.KernelOops;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.program.UserProgram;
import dev.sevsim.kernel.shell.SimpleCommand.Condition;
import dev.sevsim.kernel.shell.SimpleCommand.Redirect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shell that the guest's init starts on the console. */
public final class Shell {
    private static final int NOT_FOUND = 127;
    private static final int SYNTAX = 2;

    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    private final SystemCalls calls;
    private final GuestEnvironment environment;
    private final Map<String, ShellCommand> commands = new TreeMap<>();
    private int status;
    private boolean left;

    /**
     * A shell whose process makes {@code calls}.
     *
     * @param programs what can be started besides the built-in commands
     */
    public Shell(SystemCalls calls, GuestEnvironment environment, List<? extends UserProgram> programs) {
        this.calls = calls;
        this.environment = environment;
        for (ShellCommand command : BuiltIn.all()) {
            commands.put(command.name(), command);
        }
        for (UserProgram program : programs) {
            if (commands.putIfAbsent(program.name(), new AddedProgram(program)) != null) {
                throw new IllegalArgumentException("program " + program.name() + ": the name is taken");
            }
        }
    }

    /** What is printed before a line is read; root's home is the root directory. */
    public String prompt() {
        String directory = calls.workingDirectory();
        String sign = calls.credentials().uid() == 0 ? "#" : "$";
        return (directory.equals("/") ? "~" : directory) + " " + sign + " ";
    }

    /** Exit status of the last command. */
    public int status() {
        return status;
    }

    /** Whether the user has left. */
    public boolean hasLeft() {
        return left;
    }

    /** Completes lines for this shell. */
    public Completer completer() {
        return new ShellCompletion(calls, commands.keySet());
    }

    void leave() {
        left = true;
    }

    Collection<ShellCommand> commands() {
        return List.copyOf(commands.values());
    }

    /** Runs one line; the value is what appears on the terminal. */
    public byte[] execute(String line) {
        Output terminal = new Output();
        CommandLineParser.Parsed parsed = CommandLineParser.parse(line, status);
        parsed.error().ifPresent(text -> {
            terminal.printLine("sh: " + text);
            status = SYNTAX;
        });
        List<SimpleCommand> sequence = parsed.commands();
        boolean skipping = false;
        byte[] piped = new byte[0];
        for (int i = 0; i < sequence.size(); i++) {
            Condition condition = sequence.get(i).condition();
            if (condition != Condition.PIPED) {
                piped = new byte[0];
                skipping = (condition == Condition.AFTER_SUCCESS && status != 0)
                        || (condition == Condition.AFTER_FAILURE && status == 0);
            }
            if (!skipping && !left) {
                boolean toPipe = i + 1 < sequence.size() && sequence.get(i + 1).condition() == Condition.PIPED;
                Output out = toPipe ? new Output() : terminal;
                status = run(
                        sequence.get(i), new ShellContext(calls, environment, new Input(piped), out, terminal, this));
                piped = toPipe ? out.toByteArray() : new byte[0];
            }
        }
        return terminal.toByteArray();
    }

    private int run(SimpleCommand simple, ShellContext context) {
        Globber globber = new Globber(calls);
        List<String> words = new ArrayList<>();
        simple.words().forEach(word -> words.addAll(globber.expand(word)));
        ShellCommand command = commands.get(words.get(0));
        if (command == null) {
            context.err().printLine("sh: " + words.get(0) + ": not found");
            return NOT_FOUND;
        }
        List<String> arguments = words.subList(1, words.size());
        try {
            return started(simple, command, arguments, context);
        } catch (KernelOops e) {
            context.err().printLine("Killed");
            return KILLED;
        }
    }

    private int started(SimpleCommand simple, ShellCommand command, List<String> arguments, ShellContext context) {
        if (simple.redirect().isPresent()) {
            return redirected(simple.redirect().orElseThrow(), command, arguments, context);
        }
        return command.run(context, arguments);
    }

    private int redirected(Redirect redirect, ShellCommand command, List<String> arguments, ShellContext context) {
        Output terminal = context.err();
        String path = redirect.target().text();
        EnumSet<OpenFlag> flags =
                EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, redirect.append() ? OpenFlag.APPEND : OpenFlag.TRUNCATE);
        int descriptor = calls.open(path, flags, 0644);
        if (descriptor < 0) {
            terminal.printLine("sh: can't create " + path + ": " + ShellContext.strerror(descriptor));
            return 1;
        }
        Output captured = new Output();
        int result =
                command.run(new ShellContext(calls, environment, context.in(), captured, terminal, this), arguments);
        byte[] bytes = captured.toByteArray();
        int written = bytes.length == 0 ? 0 : calls.write(descriptor, bytes);
        calls.close(descriptor);
        if (written < 0) {
            terminal.printLine(command.name() + ": write error: " + ShellContext.strerror(written));
            return 1;
        }
        return result;
    }
}
