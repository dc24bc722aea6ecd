package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3 to 1.5. */
class KeyGenerationOperationTest {
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;

    private final HostFixture fixture = new HostFixture().quiet();

    @ParameterizedTest(name = "{0} through a read-only descriptor")
    @CsvSource({"FACTORY_RESET", "PEK_GEN", "PDH_GEN"})
    void requiresAWritableDescriptor(SevDeviceCommand command) {
        int readOnly = fixture.open(DevicePath.DEV_SEV, READ_ONLY);

        assertThat(fixture.issue(readOnly, command.code(), 0))
                .isEqualTo(Outcome.failed(Errno.EPERM, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void reportsAFailingAutomaticInitialisation() {
        HostFixture down = new HostFixture(
                        HostFixture.milan(),
                        64L << 20,
                        f -> f.answer(CommandId.INIT, SevStatus.HWERROR_PLATFORM, SevStatus.INVALID_CONFIG))
                .quiet();
        int writable = down.open(DevicePath.DEV_SEV, READ_WRITE);

        assertThat(down.issue(writable, 2, 0)).isEqualTo(Outcome.failed(Errno.EIO, 3));
        assertThat(down.log).containsExactly("INIT");
    }
}
