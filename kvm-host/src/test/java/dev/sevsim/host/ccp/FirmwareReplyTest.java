package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FirmwareReplyTest {
    @Test
    void failsWithEioForEachStatusButSuccess() {
        FirmwareReply success = FirmwareReply.answered(0, Bytes.of(1));
        FirmwareReply refusal = FirmwareReply.answered(0x0B, Bytes.of(1));

        assertThat(success.requireSuccess()).isSameAs(success);
        assertThat(success.error()).hasValue(0);
        assertThat(refusal.succeeded()).isFalse();
        assertThat(refusal.error()).hasValue(0x0B);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(refusal::requireSuccess)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
    }

    @Test
    void keepsTheErrorOfAnEarlierCommandUnlessTheFirmwareWasCalled() {
        FirmwareReply dead = FirmwareReply.notCalled(Errno.EBUSY, Bytes.EMPTY);

        assertThat(dead.error()).isEmpty();
        assertThat(dead.after(OptionalInt.of(7)).error()).hasValue(7);
        assertThat(dead.after(OptionalInt.of(7)).failure()).contains(Errno.EBUSY);
        assertThat(FirmwareReply.answered(3, Bytes.EMPTY)
                        .after(OptionalInt.of(7))
                        .error())
                .hasValue(3);
    }
}
