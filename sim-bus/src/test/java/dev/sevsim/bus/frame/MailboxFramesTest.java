package dev.sevsim.bus.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import org.junit.jupiter.api.Test;

/** The registers of docs/reference/sev-firmware-api.md sections 1 and 1.2, typed by hand. */
class MailboxFramesTest {
    @Test
    void placesTheCommandInItsRegister() {
        assertThat(MailboxCommand.polled(CommandId.LAUNCH_FINISH, 0x1000))
                .isEqualTo(new MailboxCommand(0x0035_0000, 0x1000));
        assertThat(MailboxCommand.withInterrupt(CommandId.INIT, 0)).isEqualTo(new MailboxCommand(0x0001_0001, 0));
        assertThat(new MailboxCommand(0xFFFF_FFFF, 0).id()).isEqualTo(0x7FF);
    }

    @Test
    void placesTheStatusInItsRegister() {
        assertThat(MailboxResponse.of(SevStatus.BAD_MEASUREMENT)).isEqualTo(new MailboxResponse(0x8000_000B));
        assertThat(new MailboxResponse(0x8001_000B).status()).isEqualTo(0xB);
        assertThat(new MailboxResponse(0x8000_0000).isFinished()).isTrue();
        assertThat(new MailboxResponse(0x7FFF_FFFF).isFinished()).isFalse();
    }
}
