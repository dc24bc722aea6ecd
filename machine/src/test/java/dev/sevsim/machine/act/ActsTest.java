package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ActsTest {
    static Stream<Class<? extends Act>> all() {
        return Acts.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void describesEachActAndItsArguments(Class<? extends Act> act) {
        assertThat(act.getAnnotation(Describe.class).value()).matches("(?s)[A-Z].*\\.");
        assertThat(Acts.arguments(act).values())
                .allSatisfy(text -> assertThat(text).isNotBlank());
        assertThat(Acts.nameOf(act)).matches("[a-z]+(-[a-z0-9]+)*");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "acts.csv", delimiter = '|', quoteCharacter = '"')
    void readsWhatItPrints(String text) {
        assertThat(Acts.text(Acts.parse(text))).isEqualTo(text);
    }

    @Test
    void readsAnAddressWithAnOffset() {
        assertThat(Acts.parse("hide-page page=0x1000+0x10")).isEqualTo(new PageActs.HidePage(PageName.at(0x1010)));
    }

    @Test
    void readsAnActWithItsPoint() {
        PlannedAct planned = PlannedAct.parse("before VMRUN #2 where asid=1: hide-page page=secrets");

        assertThat(planned.point()).isEqualTo(Point.before("VMRUN").number(2).where("asid", 1));
        assertThat(planned.act()).isEqualTo(new PageActs.HidePage(PageName.of(PageName.Place.SECRETS)));
        assertThat(PlannedAct.parse(planned.toString())).isEqualTo(planned);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            flip | 'flip' is no act, did you mean flip-bit?
            kill-firm-ware | 'kill-firm-ware' is no act, did you mean kill-firmware?
            hide-page | act hide-page page is missing
            hide-page page=here | act hide-page page: 'here' is no page, expected a guest physical address or secrets, hashes, reset-vector, save-area, system
            hide-page page=0x1000+x | '0x1000+x' is no page
            hide-page page=secrets+x | 'secrets+x' is no page
            hide-page page=secrets bit=1 | act hide-page has no argument bit, expected page
            skip-command now=1 | act skip-command has no argument now, expected none
            hide-page pag=secrets page=secrets | act hide-page has no argument pag, expected page, did you mean page?
            hide-page secrets | argument of act hide-page 'secrets', expected NAME=VALUE
            hide-page page=secrets page=hashes | argument of act hide-page 'page' is there twice, expected each once
            flip-bit page=secrets bit=8 | act flip-bit bit is 8, expected 0 to 7
            flip-bit page=secrets bit=x | act flip-bit bit: 'x' is no number, expected decimal or 0x hexadecimal digits
            write-page page=secrets content=abc | act write-page content: 'abc', expected an even number of hexadecimal digits
            answer-status status=BAD | act answer-status status is 'BAD', did you mean BAD_SVN or BAD_VERSION or BAD_SIGNATURE?
            answer-status status=X | act answer-status status is 'X', expected one of SUCCESS,
            send-command command=FINISH | act send-command command is 'FINISH', expected one of INIT,
            send-command command=DEACTIVATE fields=handle | act send-command fields: field 'handle', expected NAME:VALUE
            send-command command=DEACTIVATE fields=handel:1 | DEACTIVATE has no field handel, did you mean handle?
            change-asid asid=spy | act change-asid asid: 'spy' is no value, expected a number, GUEST.handle, GUEST.asid, NAME.file or @PAGE
            send-ioctl ioctl=KVM_SEV_LAUNCH_FINSH | act send-ioctl ioctl 'KVM_SEV_LAUNCH_FINSH' is no sub-command KVM_SEV_..., command SEV_... of /dev/sev or other ioctl, did you mean KVM_SEV_LAUNCH_FINISH
            send-ioctl ioctl=KVM_SEV_LAUNCH_UPDATE_DATA fields=uadr:1 | KVM_SEV_LAUNCH_UPDATE_DATA has no field uadr, did you mean uaddr?
            lie-e820 base=0 length=1 type=ROM | act lie-e820 type is 'ROM', did you mean RAM?
            delay-message millis=99999999999999 | act delay-message millis is 99999999999999, expected 1 to
            delay-message millis=0 | act delay-message millis is 0, expected 1 to
            truncate-message bytes=0xffffffffffffffff | act truncate-message bytes is -1, expected a number from 0
            alias-page page=secrets to=secrets | act alias-page has secrets twice, expected two pages
            swap-pages first=0x1000 second=0x1000 | act swap-pages has 0x1000 twice, expected two pages
            downgrade-firmware major=256 | act downgrade-firmware version 256.0.0, expected numbers from 0 to 255
            import-certificates oca=a oca-bits=0:0 | act import-certificates oca-bits: mask 0x0 is out of range, expected 1 to 0xff
            send-qmp command=cont | the monitor's cont starts, stops or ends the VM, which its launch does itself
            send-qmp command=query-sev arguments=[] | arguments [] are no JSON object
            swap-blocks page=secrets first=0 second=256 | act swap-blocks 0 and 256, expected numbers from 0 to 255
            """)
    void refusesOtherTexts(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Acts.parse(text)).withMessageContaining(message);
    }

    /** Calls and messages of the host's own. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            send-ioctl ioctl=KVM_SET_REGS | act send-ioctl on is missing: KVM_SET_REGS is no ioctl of a VM
            send-ioctl ioctl=KVM_CREATE_VCPU on=own new-vm=0 | act send-ioctl has both on and new-vm, expected one of them
            send-ioctl ioctl=KVM_CREATE_VCPU on=/dev/null | act send-ioctl on: '/dev/null' is no file, expected /dev/kvm, /dev/sev, /dev/sev:ro
            send-ioctl ioctl=KVM_CREATE_VCPU child=2 | act send-ioctl child is 2, expected 1
            send-command command=INIT times=0 | act send-command times is 0, expected 1 to 65536
            sign-chain oca=acme rsa-bits=1000 | RSA key of 1000 bits, expected a multiple of 64 from 1024 to 4096
            cut-part part=ca bytes=0xffffffffffffffff | act cut-part bytes is -1, expected a number from 0
            forge-message kind=notice | act forge-message kind is 'notice', expected one of [owner.launch-measurement, owner.refusal]
            """)
    void refusesOtherCalls(String text, String message) {
        refusesOtherTexts(text, message);
    }

    @Test
    void refusesAnActWithoutAPoint() {
        assertThatThrownBy(() -> PlannedAct.parse("hide-page page=secrets"))
                .hasMessageContaining("is not POINT: ACT, expected for instance");
    }
}
