package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(Acts.nameOf(act)).matches("[a-z]+(-[a-z]+)*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flip-bit page=reset-vector+0xff0 bit=0x7",
                "write-page page=0x810000 content=0011ff",
                "save-page page=secrets as=old",
                "replay-page from=old page=hashes",
                "swap-blocks page=secrets first=0x0 second=0xff",
                "swap-pages first=secrets second=0x800000",
                "alias-page page=secrets to=hashes",
                "hide-page page=hashes",
                "restore-page page=hashes",
                "skip-command",
                "repeat-command",
                "answer-status status=BAD_MEASUREMENT",
                "send-command command=LAUNCH_FINISH",
                "send-command command=DEACTIVATE fields=handle:0x7",
                "send-command command=COPY fields=length:0x1000,src_paddr:@secrets,dst_paddr:@0x800000",
                "send-command command=ACTIVATE fields=handle:spy.handle,asid:guest.asid",
                "change-field field=policy value=0x0",
                "change-message part=session offset=0x10 mask=0x1",
                "lose-message",
                "clear-sev",
                "change-asid asid=0x3",
                "lie-cpuid eax=0x1 ebx=0x0 ecx=0x0 edx=0x0",
                "debug-decrypt page=secrets",
                "kill-firmware"
            })
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
            hide-page page=here | act hide-page page: 'here' is no page, expected a guest physical address or secrets, hashes, reset-vector
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
            change-asid asid=spy | act change-asid asid: 'spy' is no value, expected a number, GUEST.handle, GUEST.asid or @PAGE
            swap-blocks page=secrets first=0 second=256 | act swap-blocks 0 and 256, expected numbers from 0 to 255
            """)
    void refusesOtherTexts(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Acts.parse(text)).withMessageContaining(message);
    }

    @Test
    void refusesAnActWithoutAPoint() {
        assertThatThrownBy(() -> PlannedAct.parse("hide-page page=secrets"))
                .hasMessageContaining("is not POINT: ACT, expected for instance");
    }
}
