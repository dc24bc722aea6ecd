package dev.sevsim.psp.command.platform;

import dev.sevsim.psp.command.FirmwareCommand;
import java.util.List;

/** The commands of this chapter: a further one is one more line here and one more class. */
public final class PlatformCommands {
    private PlatformCommands() {}

    /** Fresh command objects. */
    public static List<FirmwareCommand> all() {
        return List.of(
                new InitCommand(),
                new InitExCommand(),
                new ShutdownCommand(),
                new PlatformResetCommand(),
                new PlatformStatusCommand(),
                new PekGenCommand(),
                new PekCsrCommand(),
                new PekCertImportCommand(),
                new PdhCertExportCommand(),
                new PdhGenCommand(),
                new DownloadFirmwareCommand(),
                new GetIdCommand(),
                new NopCommand(),
                new RingBufferCommand(),
                new DfFlushCommand());
    }
}
