package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevStructureIoctlTest {
    private static final int START = KvmSevCommandId.LAUNCH_START.code();
    private static final int UPDATE = KvmSevCommandId.LAUNCH_UPDATE_DATA.code();
    private static final int MEASURE = KvmSevCommandId.LAUNCH_MEASURE.code();
    private static final int SECRET = KvmSevCommandId.LAUNCH_SECRET.code();

    private final HostFixture fixture = new HostFixture();

    @Test
    void faultsOnAStructureThatIsNotMapped() {
        int vm = fixture.launchedVm();

        for (int id : List.of(START, UPDATE, MEASURE, SECRET)) {
            assertThat(fixture.encryptOp(vm, id, 0x1000, 0))
                    .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        }
        assertThat(fixture.log).isEmpty();
    }
}
