package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.machine.LaunchReport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LaunchViewTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(CapturedRun.stream(out), CapturedRun.stream(err));
    private final LaunchView view = new LaunchView(console, LaunchView.Typing.PREPARED);

    @Test
    void keepsTheBannerUntilTheFirstStep() {
        view.begin(OptionalLong.of(5));
        assertThat(shown()).isEmpty();

        view.step("owner", "does something");
        view.step("firmware", "answers");

        assertThat(shown())
                .startsWith("sevsim ")
                .contains("protects nothing (seed 5)\n\n  owner     does something\n  firmware  answers\n")
                .containsOnlyOnce("(seed 5)");
    }

    @Test
    void leavesOutThePromptAtWhichNothingIsTyped() {
        console("~ # pwd\n", "/\n", "~ # ", "\n", "reboot\n");

        assertThat(guest()).isEqualTo("~ # pwd\n/\nreboot\n");
    }

    @Test
    void leavesOutThePromptOfAnotherDirectory() {
        console("~ # cd /sys\n", "/sys # ", "\n", "reboot\n");

        assertThat(guest()).isEqualTo("~ # cd /sys\nreboot\n");
    }

    @Test
    void keepsOutputInFrontOfTheUnusedPrompt() {
        console("hi~ # ", "\n", "reboot\n");

        assertThat(guest()).isEqualTo("hi\nreboot\n");
    }

    @Test
    void keepsAPromptThatIsAnswered() {
        console("~ # ", "ls\n", "a\n");

        assertThat(guest()).isEqualTo("~ # ls\na\n");
    }

    @Test
    void showsThePromptAtOnceToAUserWhoTypes() {
        LaunchView interactive = new LaunchView(console, LaunchView.Typing.AT_THE_CONSOLE);

        interactive.guestPrinted(Bytes.ofAscii("~ # "));

        assertThat(guest()).isEqualTo("~ # ");
    }

    @Test
    void startsAStepOnALineOfItsOwn() {
        view.guestPrinted(Bytes.ofAscii("no line feed"));

        view.step("host", "goes on");

        assertThat(shown()).endsWith("no line feed\n  host      goes on\n");
    }

    @Test
    void dumpsTheHostsViewInRowsOfSixteen() {
        view.end(report(Bytes.fromHex("00112233445566778899aabbccddeeff4142430a")));

        assertThat(shown())
                .contains("guest physical 0x810000, system physical 0x910000")
                .contains("00910000: 0011 2233 4455 6677 8899 aabb ccdd eeff  ..\"3DUfw........\n")
                .endsWith("\nverdict: accepted\n");
    }

    @Test
    void reportsWhenTheHostSeesUntouchedMemory() {
        view.end(report(Bytes.zeros(64)));

        assertThat(shown()).contains("all zero: the page was never written").doesNotContain("00910000:");
    }

    private void console(String... texts) {
        for (String text : texts) {
            view.guestPrinted(Bytes.ofAscii(text));
        }
    }

    private String guest() {
        String title = "--- the guest's console ---\n";
        return shown().substring(shown().indexOf(title) + title.length());
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static LaunchReport report(Bytes hostView) {
        return new LaunchReport(
                OptionalLong.of(1),
                LaunchReport.Verdict.ACCEPTED,
                Optional.empty(),
                Optional.empty(),
                Bytes.zeros(32),
                new ApiVersion(1, 55),
                24,
                new GuestPolicy(1),
                1,
                LegacyVmType.ON,
                List.of(),
                Bytes.EMPTY,
                Optional.of(new LaunchReport.HostView(0x810000, 0x910000, hostView)));
    }

    /** The working directory's module was removed and loaded again: looking into it ends the process that looks, a shell too. */
    @Test
    void goesOnWhereACallOfTheShellItselfEndsIt() {
        CapturedRun run = CapturedRun.of(
                "launch",
                "--seed",
                5,
                "--run",
                "cd /sys/kernel/security/secrets/coco; X=1; rmmod efi_secret; modprobe efi_secret",
                "--run",
                "echo *",
                "--run",
                "echo $?$X; pwd",
                "--run",
                "cd /sys/kernel/security/secrets/coco",
                "--run",
                "(cat *); echo $?");

        assertThat(run.out())
                .contains("not-present page\nKilled\n~ # echo $?$X; pwd\n137\n/\n", "not-present page\n137\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }
}
