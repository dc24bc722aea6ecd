package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.7, 1.8 and 1.10. */
class SevDriverTest {
    private static final int STATUS = SevDeviceCommand.PLATFORM_STATUS.code();

    @Test
    void readsTheStatusInitialisesAndFlushes() {
        HostFixture fixture = new HostFixture();

        assertThat(fixture.log).containsExactly("PLATFORM_STATUS", "INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH");
        assertThat(fixture.firmware.lastBuffer(CommandId.INIT).isAllZero()).isTrue();
    }

    @Test
    void leavesAnInitialisedPlatformAlone() {
        HostFixture fixture = new HostFixture(HostFixture.milan(), 64L << 20, f -> f.platformState(1));

        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void retriesOnceWhenTheStoreIsBroken() {
        HostFixture fixture = new HostFixture(
                HostFixture.milan(),
                64L << 20,
                f -> f.answer(CommandId.INIT, SevStatus.SECURE_DATA_INVALID, SevStatus.SECURE_DATA_INVALID));

        assertThat(fixture.log).containsExactly("PLATFORM_STATUS", "INIT", "INIT");
    }

    @Test
    void passesAnAlignedTrustedRegionForEncryptedState() {
        HostFixture fixture =
                new HostFixture(HostFixture.milan().withEncryptedState(EncryptedState.ON), 64L << 20, f -> {});

        Init init = Init.CODEC.decode(fixture.firmware.lastBuffer(CommandId.INIT));
        assertThat(init.options()).isEqualTo(1);
        assertThat(init.tmrLength()).isEqualTo(1 << 20);
        assertThat(init.tmrAddress() % (1 << 20)).isZero();
        assertThat(init.tmrAddress()).isPositive();
        assertThat(fixture.log).startsWith("PLATFORM_STATUS", "CLFLUSH 100000", "INIT");
    }

    @Test
    void returnsEnodevAfterTheFirstStatusFailed() {
        HostFixture fixture = new HostFixture(
                HostFixture.milan(), 64L << 20, f -> f.answer(CommandId.PLATFORM_STATUS, SevStatus.HWERROR_PLATFORM));
        int sev = fixture.open(DevicePath.DEV_SEV, 2);

        assertThat(fixture.issue(sev, STATUS, 0)).isEqualTo(Outcome.failed(Errno.ENODEV, HostFixture.UNTOUCHED));
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void hasNoDeviceNodeWithoutSev() {
        HostFixture fixture = new HostFixture(HostFixture.milan().withAsids(1, 0), 64L << 20, f -> {});

        assertThat(fixture.open(DevicePath.DEV_SEV, 2)).isEqualTo(-Errno.ENOENT.code());
        assertThat(fixture.log).isEmpty();
    }
}
