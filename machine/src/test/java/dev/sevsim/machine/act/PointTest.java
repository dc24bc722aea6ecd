package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "before LAUNCH_FINISH",
                "after KVM_SEV_LAUNCH_UPDATE_DATA #2",
                "before VMRUN #17..",
                "before VMRUN #1..",
                "after VMEXIT_CPUID where info1=0x8000001f",
                "before LAUNCH_UPDATE_DATA #2 where handle=0x1 length=0xb0",
                "after owner.launch-measurement",
                "before SEV_PDH_CERT_EXPORT",
                "before KVM_RUN #3"
            })
    void readsWhatItPrints(String text) {
        assertThat(Point.parse(text)).hasToString(text);
    }

    @Test
    void isBuiltAsItIsRead() {
        assertThat(Point.before("VMRUN").from(2).where("asid", 5))
                .isEqualTo(Point.parse("before VMRUN #2.. where asid=5"));
        assertThat(Point.after("LAUNCH_START").number(3)).isEqualTo(Point.parse("  after  LAUNCH_START   #3 "));
        assertThat(Point.parse("before VMRUN#5"))
                .isEqualTo(Point.before("VMRUN").number(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LAUNCH_FINISH | 'LAUNCH_FINISH' is no point, expected before or after NAME
            at LAUNCH_FINISH | is no point
            before LAUNCH_STAR | 'LAUNCH_STAR' is no firmware command, ioctl, owner message, VMRUN or exit, did you mean LAUNCH_START
            before VMRUN #0 | point #0, expected #1 or more
            before VMRUN where asid | 'asid' is no condition on a field, expected FIELD=NUMBER
            before VMRUN where asid=x | 'asid=x' is no condition on a field
            before VMRUN #9999999999 | is no point
            """)
    void refusesOtherTexts(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Point.parse(text)).withMessageContaining(message);
    }
}
