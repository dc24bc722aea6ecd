package dev.sevsim.it;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guest's shell at a terminal, as {@code launch --shell} and as the serial port of {@code serve}. */
@Timeout(120)
class InteractiveShellTest {
    private static final String PROMPT = PseudoTerminal.PROMPT;

    @TempDir
    private Path directory;

    private PseudoTerminal launch() throws Exception {
        PseudoTerminal terminal = new PseudoTerminal(directory, "launch --seed 1 --shell");
        terminal.waitForShell();
        return terminal;
    }

    private static void assertEditing(PseudoTerminal terminal) throws Exception {
        String unused = terminal.forget();
        terminal.type("echo twoX\u007F three\u001B[D\u001B[D\u001B[D\u001B[D\u001B[D-\r");
        terminal.waitFor("\r\ntwo -three\r\n" + PROMPT);

        unused = terminal.forget();
        terminal.type("ls /sys/kern\t");
        terminal.waitFor("/sys/kernel/");
        terminal.type("\u0015");
        terminal.type("\u001B[A\r");
        terminal.waitFor("\r\ntwo -three\r\n" + PROMPT);
    }

    @Test
    void editsCompletesAndRemembersLines() throws Exception {
        try (PseudoTerminal terminal = launch()) {
            assertEditing(terminal);

            String unused = terminal.forget();
            terminal.type("half\u0003");
            terminal.waitFor("half^C\r\n" + PROMPT);
            terminal.type("echo gr\u00FC\u00DFe\r");
            terminal.waitFor("\r\ngr\u00FC\u00DFe\r\n" + PROMPT);

            terminal.type("\u0004");
            terminal.waitFor("verdict: accepted");
            terminal.waitFor("status 0");
            terminal.assertTerminalIsAsBefore();
        }
    }

    @Test
    void endsByTheWayOutOfTheTerminal() throws Exception {
        try (PseudoTerminal terminal = launch()) {
            terminal.type("unfinished\u001D");
            terminal.waitFor("verdict: accepted");
            terminal.waitFor("status 0");
            terminal.assertTerminalIsAsBefore();
        }
    }

    @Test
    void servesAGuestAtATerminalAndReportsWhatHappens() throws Exception {
        Path socket = directory.resolve("q");
        try (PseudoTerminal terminal = new PseudoTerminal(directory, "serve --seed 1 --qmp unix:" + socket)) {
            terminal.waitFor("sevsim: waiting: the guest is paused until its owner");
            try (QmpConversation owner = QmpConversation.begin("unix:" + socket)) {
                owner.execute("cont");
            }
            terminal.waitFor("sevsim: running: the guest runs");
            terminal.waitForShell();
            assertEditing(terminal);

            terminal.type("unfinished\u001D");
            terminal.waitFor("sevsim: ended: host-signal");
            terminal.waitFor("status 0");
            terminal.assertTerminalIsAsBefore();
        }
    }
}
