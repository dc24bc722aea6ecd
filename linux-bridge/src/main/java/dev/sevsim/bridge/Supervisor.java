package dev.sevsim.bridge;

import dev.sevsim.host.process.HostFile;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What catches system calls of programs and brings them to a {@link BridgeServer}.
 *
 * <p>It is compiled from one C file at its first use, with the machine's own compiler, and kept in the user's cache.
 */
public final class Supervisor {
    /** LC_ALL as it was when the launcher script began; empty where it was not set. */
    private static final String LOCALE_PROPERTY = "sevsim.locale";

    private static final String PRELOADED = "LD_PRELOAD";

    /** Variable of programs on a simulated host: the list of the host's files, for libraries. */
    public static final String FILES = "SEVSIM_FILES";

    private final Way way;
    private final Path file;

    /** How system calls are caught. */
    public enum Way {
        /** A program beside the other one answers seccomp notifications: for all programs of the x86-64 ABI. */
        SECCOMP,
        /** A library in the program, by LD_PRELOAD: for dynamically linked ones that call the C library. */
        PRELOAD
    }

    /** What a program sees of the host beside its devices: its files, and perhaps its processor. */
    public static final class View {
        /** Nothing else. */
        public static final View DEVICES_ALONE = new View(Optional.empty(), false);

        private final Optional<Path> files;
        private final boolean processor;

        private View(Optional<Path> files, boolean processor) {
            this.files = files;
            this.processor = processor;
        }

        /**
         * The files of a host.
         *
         * @param directory private, for a list of them and a library
         * @param processor whether the program's CPUID instructions show the host's processor
         */
        public static View of(List<HostFile> files, Path directory, boolean processor) throws IOException {
            return new View(Optional.of(HostFileList.of(files).writeTo(directory)), processor);
        }

        /**
         * The same of the host that is served at a socket.
         *
         * @throws SimulatorException when no host answers there
         */
        public static View of(Path socket, Path directory, boolean processor) throws IOException {
            return new View(Optional.of(HostFileList.askedFor(socket).writeTo(directory)), processor);
        }

        /** The library that answers CPUID finds the list beside itself. */
        private Optional<Path> library() {
            return files.filter(list -> processor).map(list -> {
                try {
                    return Files.copy(CompiledSource.processor(), list.resolveSibling("cpuid.so"));
                } catch (IOException e) {
                    throw new SimulatorException("the library for CPUID cannot be put beside " + list + ": " + e, e);
                }
            });
        }
    }

    /** Whether a file is a program without an interpreter, which loads no library; false for what cannot be read. */
    public static boolean isStatic(Path program) {
        return ElfProgram.isStatic(program);
    }

    private Supervisor(Way way, Path file) {
        this.way = way;
        this.file = file;
    }

    /**
     * Compiles the supervisor unless that was done before.
     *
     * @throws SimulatorException without a C compiler, and where the result cannot be kept
     */
    public static Supervisor prepare(Way way) {
        return new Supervisor(way, way == Way.SECCOMP ? CompiledSource.program() : CompiledSource.library());
    }

    /** As {@link #start(Path, Devices, View, List)} with {@link View#DEVICES_ALONE}. */
    public Process start(Path socket, Devices devices, List<String> command) {
        return start(socket, devices, View.DEVICES_ALONE, command);
    }

    /**
     * Why the kernel lets no program be supervised, in the words of the supervisor; empty where it does.
     *
     * @throws SimulatorException without a C compiler, and where the result cannot be kept
     */
    public static Optional<String> refusal() {
        Supervisor supervisor = prepare(Way.SECCOMP);
        try {
            Process trial = new ProcessBuilder(supervisor.file.toString(), "--try")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return trial.waitFor() == 0 ? Optional.empty() : Optional.of(output.strip());
        } catch (IOException e) {
            return Optional.of("the supervisor cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** The program or library that was compiled. */
    Path file() {
        return file;
    }

    /**
     * Starts a program on the host behind a socket. Its standard streams are those of this process; its exit status is that of the
     * returned process: 128 and the signal's number for one that was killed, 125 when it could not be started.
     *
     * @param socket of the server
     * @param devices view of the program on the devices; for {@link Way#PRELOAD} they are there
     * @param view what else the program sees of the host
     * @param command the program and its arguments
     * @throws SimulatorException for a program that the way does not serve
     */
    public Process start(Path socket, Devices devices, View view, List<String> command) {
        ProcessBuilder builder =
                way == Way.SECCOMP ? supervise(socket, devices, view, command) : preload(socket, command);
        view.files.ifPresent(list -> builder.environment().put(FILES, list.toString()));
        view.library().ifPresent(library -> preloading(builder, library));
        return start(builder, way == Way.SECCOMP ? "the supervisor " + file : command.get(0));
    }

    /** The supervisor is the parent of the program and stays until all its processes have ended. */
    private ProcessBuilder supervise(Path socket, Devices devices, View view, List<String> command) {
        List<String> words = new ArrayList<>();
        words.add(file.toString());
        words.addAll(devices.options());
        view.files.ifPresent(list -> words.addAll(List.of("--host-files", list.toString())));
        words.add(socket.toAbsolutePath().toString());
        words.addAll(command);
        return new ProcessBuilder(words);
    }

    /** The library connects at the first use of a device; programs that this one starts inherit the variables. */
    private ProcessBuilder preload(Path socket, List<String> command) {
        String program = command.get(0);
        if (ElfProgram.find(program).filter(ElfProgram::isForeign).isPresent()) {
            throw new SimulatorException(
                    program + " is no x86-64 program: build it for x86-64, only such run on a simulated host");
        }
        if (ElfProgram.find(program).filter(ElfProgram::isStatic).isPresent()) {
            throw new SimulatorException(program
                    + " is linked statically, so that no library can be loaded into it: run it without --preload");
        }
        // The shell has the statuses and messages of a program that cannot be executed.
        List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sevsim"));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        preloading(builder, file);
        builder.environment().put("SEVSIM_SOCKET", socket.toAbsolutePath().toString());
        return builder;
    }

    private static void preloading(ProcessBuilder builder, Path library) {
        builder.environment().merge(PRELOADED, library.toString(), (others, ours) -> ours + ":" + others);
    }

    /** The launcher script has changed LC_ALL for Java alone. */
    private static void restoreLocale(Map<String, String> environment) {
        String before = System.getProperty(LOCALE_PROPERTY);
        if (before == null) {
            return;
        }
        if (before.isEmpty()) {
            environment.remove("LC_ALL");
        } else {
            environment.put("LC_ALL", before);
        }
    }

    private static Process start(ProcessBuilder builder, String what) {
        restoreLocale(builder.environment());
        try {
            return builder.inheritIO().start();
        } catch (IOException e) {
            throw new SimulatorException(what + " cannot be started: " + e.getMessage(), e);
        }
    }
}
