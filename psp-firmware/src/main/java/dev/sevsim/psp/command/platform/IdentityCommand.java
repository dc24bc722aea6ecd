package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.keys.KeyStore;
import dev.sevsim.psp.keys.StoreFault;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A command without a buffer that changes the identity in the persistent store. */
abstract class IdentityCommand extends FirmwareCommand {
    private final UnaryOperator<Checks> state;
    private final Function<KeyStore, Optional<StoreFault>> change;

    /**
     * A command.
     *
     * @param id its number
     * @param state the check of the platform's state
     * @param change the change, which answers why it could not be saved
     */
    IdentityCommand(CommandId id, UnaryOperator<Checks> state, Function<KeyStore, Optional<StoreFault>> change) {
        super(id);
        this.state = state;
        this.change = change;
    }

    @Override
    public final CommandResult execute(Bytes buffer, Platform platform) {
        return state.apply(Checks.of(platform, Sources.PLATFORM))
                .then(() -> Refusals.stored(change.apply(platform.keys()), Sources.PLATFORM));
    }
}
