package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.KernelOops;
import dev.sevsim.kernel.edit.Completer;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.program.UserProgram;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The shell that the guest's init starts on the console. */
public final class Shell {
    private static final int SYNTAX = 2;

    private final SystemCalls calls;
    private final GuestEnvironment environment;
    private final Map<String, ShellCommand> commands = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>(Map.of("HOME", "/"));
    private Output terminalOutput = new Output();
    private int status;
    private boolean left;
    private boolean off;

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
        return left || off;
    }

    /** Completes lines for this shell. */
    public Completer completer() {
        return new ShellCompletion(calls, commands.keySet());
    }

    void leave() {
        left = true;
    }

    /** Leaves for good, out of subshells too. */
    void powerOff() {
        off = true;
    }

    Collection<ShellCommand> commands() {
        return List.copyOf(commands.values());
    }

    /** Runs one line; the value is what appears on the terminal. */
    public byte[] execute(String line) {
        Output terminal = new Output();
        terminalOutput = terminal;
        CommandLineParser.Parsed parsed = CommandLineParser.parse(line);
        parsed.error().ifPresent(text -> {
            terminal.printLine("sh: " + text);
            status = SYNTAX;
        });
        try {
            new CommandRunner(this).run(parsed.commands(), new Streams(new Input(new byte[0]), terminal, terminal));
        } catch (KernelOops e) {
            startAnew(terminal);
        }
        return terminal.toByteArray();
    }

    /** A call of the shell's own ended its process, as for a pattern or a redirection: init starts another shell. */
    private void startAnew(Output terminal) {
        terminal.printLine("Killed");
        variables.clear();
        int unused = calls.changeDirectory("/");
        status = CommandRunner.KILLED;
    }

    SystemCalls calls() {
        return calls;
    }

    void setStatus(int newStatus) {
        status = newStatus;
    }

    ShellContext context(Streams streams) {
        return new ShellContext(calls, environment, streams, this);
    }

    /** Whether a stream is what the user sees. */
    boolean isTerminal(Output output) {
        return output == terminalOutput;
    }

    Optional<ShellCommand> command(String name) {
        return Optional.ofNullable(commands.get(name));
    }

    Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    void set(String name, String value) {
        variables.put(name, value);
    }

    void restore(Map<String, String> former) {
        variables.clear();
        variables.putAll(former);
    }

    /** Expands words with this shell's variables; commands in them read and complain as the one they are part of. */
    WordExpander expander(Streams streams) {
        return new WordExpander(
                new Globber(calls),
                name -> name.equals("?")
                        ? Integer.toString(status)
                        : name.equals("PWD") ? calls.workingDirectory() : variables.getOrDefault(name, ""),
                line -> printed(line, streams));
    }

    private String printed(String line, Streams streams) {
        CommandLineParser.Parsed parsed = CommandLineParser.parse(line);
        if (parsed.error().isPresent()) {
            streams.err().printLine("sh: " + parsed.error().get());
            status = SYNTAX;
            return "";
        }
        Output captured = new Output();
        status = inSubshell(() -> new CommandRunner(this).run(parsed.commands(), streams.with(1, captured)));
        return new String(captured.toByteArray(), StandardCharsets.UTF_8).replaceAll("\n+$", "");
    }

    /** Runs something whose variables, directory and end are its own; the value is its status. */
    int inSubshell(Runnable body) {
        Map<String, String> before = variables();
        String directory = calls.workingDirectory();
        try {
            body.run();
        } catch (KernelOops e) {
            status = CommandRunner.KILLED; // The subshell alone has ended.
        }
        restore(before);
        left = false;
        int unused = calls.changeDirectory(directory);
        return status;
    }
}
