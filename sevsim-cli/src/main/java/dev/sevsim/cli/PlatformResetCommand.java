package dev.sevsim.cli;

import dev.sevsim.machine.PlatformSession;
import picocli.CommandLine.Command;

/** {@code platform reset}. */
@Command(
        name = "reset",
        description = "Erases the platform's identity; the next start makes a new one on the same chip.")
final class PlatformResetCommand extends PlatformVerb {
    @Override
    void run(PlatformSession platform) {
        platform.reset();
        console.line(
                json()
                        ? JsonText.object(g -> g.writeBooleanProperty("reset", true))
                        : "platform reset: its next start makes a new OCA, PEK and PDH");
    }
}
