package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.nv.FailingNvStorage;
import org.junit.jupiter.api.AutoClose;

/** A test of a machine with a flash that can be made to fail. */
abstract class FlashTest {
    final FailingNvStorage flash = new FailingNvStorage();

    @AutoClose
    final TestMachine machine = new TestMachine(ChipSecret.embedded(), flash);

    /** The certificates of the platform as they are now. */
    final IdentityCertificates certificates() {
        return machine.platform().keys().certificates();
    }

    /** The certificates after a command that succeeds. */
    final IdentityCertificates certificatesAfter(CommandId command) {
        assertThat(machine.run(command)).isEqualTo(SevStatus.SUCCESS);
        return certificates();
    }
}
