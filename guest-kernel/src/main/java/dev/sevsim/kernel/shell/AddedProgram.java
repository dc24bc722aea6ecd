package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.program.UserPages;
import dev.sevsim.kernel.program.UserProcess;
import dev.sevsim.kernel.program.UserProgram;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** Runs a program that was added to the guest as a command of the shell. */
final class AddedProgram extends ShellCommand {
    private final UserProgram program;

    AddedProgram(UserProgram program) {
        super(program.name(), program.summary());
        this.program = program;
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        return program.run(new AddedProcess(shell, name()), List.copyOf(arguments));
    }

    private record AddedProcess(ShellContext shell, String name) implements UserProcess {
        @Override
        public void printLine(String line) {
            shell.out().printLine(line);
        }

        @Override
        public void printError(String line) {
            shell.err().printLine(line);
        }

        @Override
        public Optional<byte[]> readFile(String path) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int errno = FileReader.readAll(shell, path, content);
            if (errno < 0) {
                shell.complain(name + ": " + path, errno);
                return Optional.empty();
            }
            return Optional.of(content.toByteArray());
        }

        @Override
        public Optional<UserPages> allocate(int lengthBytes) {
            Optional<UserPages> pages = shell.environment().memory().allocate(lengthBytes);
            if (pages.isEmpty()) {
                shell.complain(name, -Errno.ENOMEM.code());
            }
            return pages;
        }
    }
}
