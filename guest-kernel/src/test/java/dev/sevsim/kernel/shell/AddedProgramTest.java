package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.program.UserPages;
import dev.sevsim.kernel.program.UserProcess;
import dev.sevsim.kernel.program.UserProgram;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class AddedProgramTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private static ShellGuest guest(BiFunction<UserProcess, List<String>, Integer> body) {
        return new ShellGuest(program("probe", body));
    }

    private static UserProgram program(String name, BiFunction<UserProcess, List<String>, Integer> body) {
        return new UserProgram() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String summary() {
                return "runs the body of the test";
            }

            @Override
            public int run(UserProcess process, List<String> arguments) {
                return body.apply(process, arguments);
            }
        };
    }

    @Test
    void startsByNameWithItsArgumentsAndStatus() {
        ShellGuest guest = guest((process, arguments) -> {
            process.printLine("got " + arguments);
            return 7;
        });

        assertThat(guest.run("probe a 'b c'")).isEqualTo("got [a, b c]\n");
        assertThat(guest.shell.status()).isEqualTo(7);
    }

    @Test
    void isListedByHelpAndCompleted() {
        ShellGuest guest = guest((process, arguments) -> 0);

        assertThat(guest.run("help")).contains("probe").contains("runs the body of the test");
        assertThat(guest.shell.completer().complete("prob").candidates()).hasSize(1);
    }

    @Test
    void keepsErrorsOutOfAPipe() {
        ShellGuest guest = guest((process, arguments) -> {
            process.printLine("out");
            process.printError("error");
            return 0;
        });

        assertThat(guest.run("probe | grep -c out")).contains("error\n").endsWith("1\n");
    }

    @Test
    void readsFilesAndReportsTheErrorOfOneThatIsMissing() {
        ShellGuest guest = guest((process, arguments) -> {
            Optional<byte[]> content = process.readFile(arguments.get(0));
            process.printLine(content.map(bytes -> Bytes.copyOf(bytes).toHex()).orElse("none"));
            return 0;
        });
        guest.file("data", CONTENT);

        assertThat(guest.run("probe data")).isEqualTo("010203\n");
        assertThat(guest.run("probe nodata")).isEqualTo("probe: nodata: No such file or directory\nnone\n");
    }

    @Test
    void returnsPagesWithTheirContentAndClearsThemForTheNext() {
        ShellGuest guest = guest((process, arguments) -> {
            try (UserPages pages = process.allocate(CONTENT.length).orElseThrow()) {
                process.printLine("0x%x %s"
                        .formatted(
                                pages.address(),
                                Bytes.copyOf(pages.read(CONTENT.length)).toHex()));
                pages.write(CONTENT);
            }
            return 0;
        });

        assertThat(guest.run("probe")).isEqualTo("0x1ff000 000000\n");
        assertThat(guest.memory.read(0x1ff000, 3)).isEqualTo(Bytes.copyOf(CONTENT));
        assertThat(guest.run("probe")).as("the same page, cleared").isEqualTo("0x1ff000 000000\n");
    }

    @Test
    void reportsThatMemoryIsExhausted() {
        ShellGuest guest =
                guest((process, arguments) -> process.allocate(2 << 20).isPresent() ? 0 : 1);

        assertThat(guest.run("probe")).isEqualTo("probe: Cannot allocate memory\n");
        assertThat(guest.shell.status()).isEqualTo(1);
    }

    @Test
    void refusesTheNameOfABuiltInCommand() {
        UserProgram cat = program("cat", (process, arguments) -> 0);

        assertThatThrownBy(() -> new ShellGuest(cat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cat");
    }
}
