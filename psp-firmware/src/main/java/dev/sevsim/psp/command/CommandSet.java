package dev.sevsim.psp.command;

import java.util.List;

/** Every command that this firmware has: a further command is one more line here and one more class. */
public final class CommandSet {
    private CommandSet() {}

    /** Fresh command objects, one for each id. */
    public static List<FirmwareCommand> all() {
        return List.of(
                new InitCommand(),
                new ShutdownCommand(),
                new PlatformResetCommand(),
                new PlatformStatusCommand(),
                new PekGenCommand(),
                new PekCsrCommand(),
                new PekCertImportCommand(),
                new PdhCertExportCommand(),
                new PdhGenCommand(),
                new DfFlushCommand(),
                new DownloadFirmwareCommand(),
                new GetIdCommand(),
                new InitExCommand(),
                new NopCommand(),
                new RingBufferCommand(),
                new DecommissionCommand(),
                new ActivateCommand(),
                new DeactivateCommand(),
                new GuestStatusCommand(),
                new CopyCommand(),
                new ActivateExCommand(),
                new LaunchStartCommand(),
                new LaunchUpdateDataCommand(),
                new LaunchUpdateVmsaCommand(),
                new LaunchMeasureCommand(),
                new LaunchSecretCommand(),
                new LaunchFinishCommand(),
                new AttestationCommand(),
                new SendStartCommand(),
                new SendUpdateDataCommand(),
                new SendUpdateVmsaCommand(),
                new SendFinishCommand(),
                new SendCancelCommand(),
                new ReceiveStartCommand(),
                new ReceiveUpdateDataCommand(),
                new ReceiveUpdateVmsaCommand(),
                new ReceiveFinishCommand(),
                new DbgDecryptCommand(),
                new DbgEncryptCommand(),
                new SwapOutCommand(),
                new SwapInCommand());
    }
}
