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
                "before KVM_RUN #3",
                "before SecretPei",
                "after ExitBootServices",
                "after efi_secret.probe",
                "before shell #2",
                "after qmp.query-sev-launch-measure where error=GenericError",
                "after LAUNCH_SECRET where status=BAD_MEASUREMENT",
                "after KVM_SEV_LAUNCH_SECRET where errno=EIO status=BAD_MEASUREMENT",
                "after owner.launch-measurement where answer=owner.launch-secret"
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
            before LAUNCH_STAR | 'LAUNCH_STAR' is no firmware command, ioctl, owner message, VMRUN, exit, boot phase or QMP command, did you mean LAUNCH_START
            before VMRUN #0 | point #0, expected #1 or more
            before VMRUN where asid | condition on a field 'asid', expected NAME=VALUE
            before VMRUN where asid=1 asid=2 | condition on a field 'asid' is there twice
            before VMRUN where asit=1 | 'asit' is no field before VMRUN, expected asid, vcpu, did you mean asid?
            before SecretDxe where x=1 | 'x' is no field before SecretDxe, which has none
            before LAUNCH_SECRET where status=SUCCESS | 'status' is no field before LAUNCH_SECRET
            after LAUNCH_SECRET where status=SUCESS | 'status=SUCESS' is no condition on a field, expected the name of one, did you mean SUCCESS?
            after KVM_RUN where errno=EINTER | expected the name of one, did you mean EINTR
            before VMEXIT_CPUID | before VMEXIT_CPUID: a guest leaves its vCPU when it exits, expected after VMEXIT_CPUID
            before qmp.query-seV | did you mean qmp.query-sev
            before VMRUN where asid=x | 'asid=x' is no condition on a field
            before VMRUN #9999999999 | is no point
            """)
    void refusesOtherTexts(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Point.parse(text)).withMessageContaining(message);
    }
}
