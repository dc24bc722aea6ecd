package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevLaunchMeasureIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void answersTheMeasureLengthQueryWithEio() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevLaunchMeasure(0, 0).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_MEASURE, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));
        assertThat(fixture.read(data, 16)).isEqualTo(new KvmSevLaunchMeasure(0, 48).encode());
    }

    @Test
    void overwritesEverythingThatWasOfferedForTheMeasurement() {
        int vm = fixture.launchedVm();
        HostVirtual blob = fixture.user(Bytes.copyOf("x".repeat(256).getBytes(StandardCharsets.US_ASCII)));
        HostVirtual data = fixture.user(new KvmSevLaunchMeasure(blob.value(), 256).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_MEASURE, data)).isEqualTo(Outcome.ok());
        assertThat(fixture.read(blob, 256)).isEqualTo(ScriptedFirmware.MEASUREMENT.paddedTo(256));
        assertThat(fixture.read(data, 16)).isEqualTo(new KvmSevLaunchMeasure(blob.value(), 256).encode());
    }

    @Test
    void doesNotWriteTheLengthBackWhenAFetchFails() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(
                new KvmSevLaunchMeasure(fixture.user(Bytes.zeros(16)).value(), 16).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_MEASURE, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));
        assertThat(KvmSevLaunchMeasure.CODEC.decode(fixture.read(data, 16)).length())
                .isEqualTo(16);
    }

    @Test
    void refusesAMeasureBufferAboveSixteenKib() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevLaunchMeasure(0x1000, 0x4001).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_MEASURE, data))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }
}
