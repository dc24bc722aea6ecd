package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.core.LogLevel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTest {
    private final ShellGuest guest = new ShellGuest();

    @BeforeEach
    void fill() {
        guest.file("f", "text\n".getBytes(StandardCharsets.US_ASCII));
        guest.file("g1", new byte[0]);
        guest.file("g2", new byte[0]);
        guest.calls.makeDirectory("/d", 0755);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            value = {
                "cat none ! cat: none: No such file or directory ! 1",
                "cat d ! cat: d: Is a directory ! 1",
                "ls none ! ls: cannot access 'none': No such file or directory ! 2",
                "rm none ! rm: cannot remove 'none': No such file or directory ! 1",
                "rm d ! rm: cannot remove 'd': Is a directory ! 1",
                "stat none ! stat: cannot statx 'none': No such file or directory ! 1",
                "xxd none ! xxd: none: No such file or directory ! 2",
                "cd none ! sh: cd: can't cd to none: No such file or directory ! 2",
                "cd f ! sh: cd: can't cd to f: Not a directory ! 2",
                "frobnicate ! sh: frobnicate: not found ! 127",
                "echo x | ! sh: syntax error: unexpected end of file ! 2",
                "| cat ! sh: syntax error: unexpected \"|\" ! 2",
                "echo 'x ! sh: syntax error: unterminated quoted string ! 2",
                "rmmod efi_secret ! rmmod: ERROR: Module efi_secret is not currently loaded ! 1",
                "modprobe none ! modprobe: FATAL: Module none not found in directory /lib/modules/6.1.0-sevsim ! 1",
            })
    void complainsLikeTheRealProgram(String line, String complaint, int status) {
        assertThat(guest.run(line)).isEqualTo(complaint + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
        assertThat(guest.run("echo $?")).isEqualTo(status + "\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "echo a   b ! a b",
                "echo 'a   b' \"c d\" e\\ f ! a   b c d e f",
                "echo g* ! g1 g2",
                "echo 'g*' g? \\g1 ! g* g1 g2 g1",
                "echo /g* nothing* ! /g1 /g2 nothing*",
                "echo a # b ! a",
                "cat f && echo yes || echo no ! text|yes",
                "cat none && echo yes || echo no ! cat: none: No such file or directory|no",
                "echo a; echo b ! a|b",
                "cat f | xxd -p | cat ! 746578740a",
                "echo none | grep e; ls g* | grep -n 2 ! none|2:g2",
                "cat none | grep x && echo no || echo empty ! cat: none: No such file or directory|empty",
                "ls -1 | grep -v g | grep -c . ! 2",
                "cat f | grep -q x && echo found ! found",
                "false | cat && echo yes ! yes",
                "rm -f none; echo $? ! 0",
                "echo one > /d/x; echo two >> /d/x; cat /d/x ! one|two",
                "cd d; pwd; cd ..; pwd; cd; pwd ! /d|/|/",
                "id; id -u ! uid=0(root) gid=0(root) groups=0(root)|0",
                "uname; uname -r ! Linux|6.1.0-sevsim",
                "uname -a ! Linux (none) 6.1.0-sevsim #1 SMP x86_64 GNU/Linux",
                "mount ! rootfs on / type rootfs (rw)",
                "mount -t securityfs s /d && mount ! rootfs on / type rootfs (rw)|s on /d type securityfs (rw,relatime)",
            })
    void runsLines(String line, String shown) {
        assertThat(guest.run(line)).isEqualTo(shown.replace('|', '\n') + "\n");
    }

    @Test
    void loadsAndRemovesModules() {
        assertThat(guest.run("modprobe efi-secret; lsmod"))
                .isEqualTo("Module                  Size  Used by\nefi_secret             16384  0\n");
        guest.use.acquire();
        assertThat(guest.run("rmmod efi_secret")).isEqualTo("rmmod: ERROR: Module efi_secret is in use\n");
        guest.use.release();
        assertThat(guest.run("rmmod efi_secret; lsmod")).isEqualTo("Module                  Size  Used by\n");
    }

    @Test
    void printsTheMessageRing() {
        guest.log.log(LogLevel.ERROR, "first");
        guest.log.log(LogLevel.INFO, "second");

        assertThat(guest.run("dmesg")).isEqualTo("[    1.234567] first\n[    1.234567] second\n");
        assertThat(guest.run("dmesg -r")).isEqualTo("<3>[    1.234567] first\n<6>[    1.234567] second\n");
        assertThat(guest.run("dmesg -c; dmesg")).isEqualTo("[    1.234567] first\n[    1.234567] second\n");
    }

    @Test
    void printsAllAttributes() {
        assertThat(guest.run("stat f")).matches("""
                          File: f
                          Size: 5         \tBlocks: 0          IO Block: 4096   regular file
                        Device: 0,2\tInode: \\d+ +Links: 1
                        Access: \\(0644/-rw-r--r--\\)  Uid: \\(    0/    root\\)   Gid: \\(    0/    root\\)
                        Access: 2022-06-28 11:54:00\\.000000000 \\+0000
                        Modify: 2022-06-28 11:54:00\\.000000000 \\+0000
                        Change: 2022-06-28 11:54:00\\.000000000 \\+0000
                         Birth: -
                        """);
    }

    @Test
    void listsItsCommands() {
        assertThat(guest.run("help").lines().map(line -> line.substring(0, line.indexOf(' '))))
                .contains(
                        "ls",
                        "cat",
                        "xxd",
                        "hexdump",
                        "hd",
                        "rm",
                        "stat",
                        "dmesg",
                        "lsmod",
                        "modprobe",
                        "rmmod",
                        "mount",
                        "help",
                        "exit",
                        "poweroff",
                        "echo",
                        "pwd",
                        "cd",
                        "id",
                        "uname");
    }

    @Test
    void showsTheDirectoryInItsPrompt() {
        assertThat(guest.shell.prompt()).isEqualTo("~ # ");
        guest.run("cd d");
        assertThat(guest.shell.prompt()).isEqualTo("/d # ");
        guest.run("exit 3");
        assertThat(guest.shell.hasLeft()).isTrue();
        assertThat(guest.shell.status()).isEqualTo(3);
    }

    @Test
    void removesDirectoryEntriesOnly() {
        assertThat(guest.run("rm g*; ls")).isEqualTo("d  f\n");
    }
}
