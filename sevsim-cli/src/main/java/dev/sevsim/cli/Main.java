package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.owner.OwnerInputException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code sevsim} command. Exit status: 0 done, 1 refused, 2 wrong usage or input, 3 internal error. */
@Command(
        name = "sevsim",
        description = "Runs the complete launch of an AMD SEV virtual machine, byte for byte, without the chip.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Everything is simulated and protects nothing.",
            "For help on a command, run: sevsim COMMAND --help"
        })
public final class Main implements Callable<Integer> {
    /** In the order of the help text. */
    private static final Map<String, Class<? extends Verb>> VERBS = verbs();

    /** Done. */
    static final int OK = 0;

    /** The launch or check was refused. */
    static final int REFUSED = 1;

    /** Wrong usage or unreadable input. */
    static final int USAGE = 2;

    /** Our own bug. */
    static final int INTERNAL = 3;

    /** {@code owner explain} found no launch that fits. */
    static final int UNEXPLAINED = 4;

    @Option(
            names = "--verbose",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print log messages on standard error.")
    @Topic.Of(Topic.OUTPUT)
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    /** Without a verb. */
    @Override
    public Integer call() {
        throw VerbGroup.needsCommand(spec);
    }

    /** Runs the command line of this process and ends it. */
    public static void main(String[] args) {
        SilentLogging.install();
        StandardOutput raw = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintStream out = utf8(raw);
        PrintStream err = utf8(System.err);
        int status = run(out, err, RawArguments.ofProcess(), args);
        out.flush();
        if (raw.problem() != null) {
            // The output did not arrive: the run failed, even where the command itself succeeded.
            err.println("sevsim: write error: " + raw.problem());
            status = Math.max(status, REFUSED);
        }
        err.flush();
        System.exit(status);
    }

    /** Runs one command line; returns the exit status. */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return run(out, err, RawArguments.UNKNOWN, args);
    }

    private static int run(PrintStream out, PrintStream err, RawArguments raw, String... arguments) {
        Console console = new Console(out, err);
        Optional<String> lost = raw.problem(arguments);
        if (lost.isPresent()) {
            console.error(lost.get());
            return USAGE;
        }
        String[] args = withHelpAsOption(arguments);
        Main main = new Main();
        CommandLine line = commandLine(main, new CommandFactory(console), args);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        // An argument that begins with @ is an argument.
        line.setExpandAtFiles(false);
        line.registerConverter(Path.class, Main::path);
        line.setParameterExceptionHandler((problem, ignored) -> {
            console.error(UsageProblem.describe(problem));
            return USAGE;
        });
        line.setExecutionStrategy(parsed -> main.execute(parsed, console, err));
        line.setExecutionExceptionHandler((problem, ignored, parsed) -> answer(console, problem));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            console.error(
                    "out of memory: give Java more, for instance SEVSIM_JAVA_OPTS=-Xmx4g (" + e.getMessage() + ")");
            return INTERNAL;
        } catch (StackOverflowError e) {
            console.error("internal error, please report it: stack overflow");
            return INTERNAL;
        } catch (LinkageError | AssertionError e) {
            console.error("internal error, please report it: " + e);
            return INTERNAL;
        }
    }

    /** {@code help COMMAND} is {@code COMMAND --help}. */
    private static String[] withHelpAsOption(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("help")) {
            return arguments;
        }
        String[] words = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
        words[arguments.length - 1] = "--help";
        return words;
    }

    /** An empty path is the working directory for Java, and a missing value for the user. */
    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the path is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(e.getReason());
        }
    }

    private int execute(ParseResult parsed, Console console, PrintStream err) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        Optional<String> schema =
                last.commandSpec().userObject() instanceof JsonVerb verb ? verb.askedSchema() : Optional.empty();
        if (schema.isPresent()) {
            console.text(schema.get());
            return OK;
        }
        Optional<String> overwritten = OutputCheck.problem(last.commandSpec());
        if (overwritten.isPresent()) {
            console.error(overwritten.get());
            return USAGE;
        }
        if (!verbose) {
            return new CommandLine.RunLast().execute(parsed);
        }
        console.setVerbose();
        Logging log = Logging.printTo(err);
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            log.close();
        }
    }

    /** The model of all verbs, for tests of all help texts. */
    static CommandLine allVerbs() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return commandLine(new Main(), new CommandFactory(new Console(nowhere, nowhere)));
    }

    /** A model of one verb when one is named: building the model of all takes longer than running most of them. */
    private static CommandLine commandLine(Main main, CommandFactory factory, String... args) {
        CommandLine line = new CommandLine(main, factory);
        String named = args.length > 0 ? args[0] : "";
        boolean one = VERBS.containsKey(named) && !named.equals("completion");
        VERBS.forEach((name, type) -> {
            if (!one || name.equals(named)) {
                line.addSubcommand(name, FileLabels.applyTo(new CommandLine(factory.create(type), factory)));
            }
        });
        configure(line);
        return line;
    }

    /** The program, every verb, and every command of a verb, has --version and lists options and commands in the same way. */
    private static void configure(CommandLine verb) {
        verb.getCommandSpec().versionProvider(new Version());
        verb.getCommandSpec().usageMessage().commandListHeading("%nCommands:%n").width(Console.columns());
        verb.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionSections());
        ExplainCommand.allowNegativeNumbers(verb);
        verb.getSubcommands().values().forEach(Main::configure);
    }

    private static Map<String, Class<? extends Verb>> verbs() {
        Map<String, Class<? extends Verb>> verbs = new LinkedHashMap<>();
        verbs.put("launch", LaunchCommand.class);
        verbs.put("serve", ServeCommand.class);
        verbs.put("view", ViewCommand.class);
        verbs.put("host", HostCommand.class);
        verbs.put("run", RunCommand.class);
        verbs.put("scenario", ScenarioCommand.class);
        verbs.put("secret", SecretCommand.class);
        verbs.put("firmware", OvmfCommand.class);
        verbs.put("owner", OwnerCommand.class);
        verbs.put("platform", PlatformCommand.class);
        verbs.put("trace", TraceCommand.class);
        verbs.put("demo", DemoCommand.class);
        verbs.put("explain", ExplainCommand.class);
        verbs.put("conformance", ConformanceCommand.class);
        verbs.put("self-check", SelfCheckCommand.class);
        verbs.put("completion", CompletionCommand.class);
        return verbs;
    }

    private static int answer(Console console, Exception problem) {
        if (problem instanceof InputException || problem instanceof OwnerInputException) {
            console.error(Objects.toString(problem.getMessage()));
            return USAGE;
        }
        if (problem instanceof SimulatorException) {
            console.error(Objects.toString(problem.getMessage()));
            return REFUSED;
        }
        console.error("internal error, please report it: " + problem);
        for (StackTraceElement frame : problem.getStackTrace()) {
            console.error("    at " + frame);
        }
        return INTERNAL;
    }

    private static PrintStream utf8(OutputStream raw) {
        return new PrintStream(raw, true, StandardCharsets.UTF_8);
    }

    /** Reads the version that the build wrote down. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sevsim " + number()};
        }

        static String number() {
            String number = Main.class.getPackage().getImplementationVersion();
            return number != null ? number : "(development)";
        }
    }
}
