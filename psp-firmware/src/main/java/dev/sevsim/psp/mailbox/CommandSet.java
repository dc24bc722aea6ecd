package dev.sevsim.psp.mailbox;

import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.debug.DbgDecryptCommand;
import dev.sevsim.psp.command.debug.DbgEncryptCommand;
import dev.sevsim.psp.command.guest.ActivateCommand;
import dev.sevsim.psp.command.guest.ActivateExCommand;
import dev.sevsim.psp.command.guest.CopyCommand;
import dev.sevsim.psp.command.guest.DeactivateCommand;
import dev.sevsim.psp.command.guest.DecommissionCommand;
import dev.sevsim.psp.command.guest.GuestStatusCommand;
import dev.sevsim.psp.command.launch.AttestationCommand;
import dev.sevsim.psp.command.launch.LaunchFinishCommand;
import dev.sevsim.psp.command.launch.LaunchMeasureCommand;
import dev.sevsim.psp.command.launch.LaunchSecretCommand;
import dev.sevsim.psp.command.launch.LaunchStartCommand;
import dev.sevsim.psp.command.launch.LaunchUpdateDataCommand;
import dev.sevsim.psp.command.launch.LaunchUpdateVmsaCommand;
import dev.sevsim.psp.command.migration.ReceiveFinishCommand;
import dev.sevsim.psp.command.migration.ReceiveStartCommand;
import dev.sevsim.psp.command.migration.ReceiveUpdateDataCommand;
import dev.sevsim.psp.command.migration.ReceiveUpdateVmsaCommand;
import dev.sevsim.psp.command.migration.SendCancelCommand;
import dev.sevsim.psp.command.migration.SendFinishCommand;
import dev.sevsim.psp.command.migration.SendStartCommand;
import dev.sevsim.psp.command.migration.SendUpdateDataCommand;
import dev.sevsim.psp.command.migration.SendUpdateVmsaCommand;
import dev.sevsim.psp.command.platform.DfFlushCommand;
import dev.sevsim.psp.command.platform.DownloadFirmwareCommand;
import dev.sevsim.psp.command.platform.GetIdCommand;
import dev.sevsim.psp.command.platform.InitCommand;
import dev.sevsim.psp.command.platform.InitExCommand;
import dev.sevsim.psp.command.platform.NopCommand;
import dev.sevsim.psp.command.platform.PdhCertExportCommand;
import dev.sevsim.psp.command.platform.PdhGenCommand;
import dev.sevsim.psp.command.platform.PekCertImportCommand;
import dev.sevsim.psp.command.platform.PekCsrCommand;
import dev.sevsim.psp.command.platform.PekGenCommand;
import dev.sevsim.psp.command.platform.PlatformResetCommand;
import dev.sevsim.psp.command.platform.PlatformStatusCommand;
import dev.sevsim.psp.command.platform.RingBufferCommand;
import dev.sevsim.psp.command.platform.ShutdownCommand;
import dev.sevsim.psp.command.swap.SwapInCommand;
import dev.sevsim.psp.command.swap.SwapOutCommand;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Every command of this firmware: a further one is one more line here and one more class. */
public final class CommandSet {
    private CommandSet() {}

    /** Fresh command objects, one for each id, by their codes. */
    public static List<FirmwareCommand> all() {
        return Stream.<FirmwareCommand>of(
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
                        new DfFlushCommand(),
                        new DecommissionCommand(),
                        new ActivateCommand(),
                        new ActivateExCommand(),
                        new DeactivateCommand(),
                        new GuestStatusCommand(),
                        new CopyCommand(),
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
                        new SwapInCommand(),
                        new SwapOutCommand())
                .sorted(Comparator.comparingInt(
                        (FirmwareCommand command) -> command.id().code()))
                .toList();
    }
}
