package dev.sevsim.cli;

import dev.sevsim.machine.PlatformSession;
import picocli.CommandLine.Command;

/** {@code platform reset}. */
@Command(
        name = "reset",
        description = "Erases the platform's identity; the next start makes a new one on the same chip.")
@JsonVerb.Report("platform-reset")
final class PlatformResetCommand extends PlatformVerb {
    @Override
    void run(PlatformSession platform) {
        platform.reset();
        if (json()) {
            console.json(JsonText.object(g -> g.writeBooleanProperty("reset", true)));
        } else {
            console.line("platform reset: its next start makes a new OCA, PEK and PDH");
        }
    }
}
