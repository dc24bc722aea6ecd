package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeFormsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "fw_error=11 | FIRMWARE_STATUS 11",
                "fw_err: '0x7 | FIRMWARE_STATUS 0x7",
                "firmware error 0x16 | FIRMWARE_STATUS 0x16",
                "ioctl returned -22 | RETURN_VALUE -22",
                "ret=-1 fw_error=2 | RETURN_VALUE -1, FIRMWARE_STATUS 2",
                "rc -5 | RETURN_VALUE -5",
                "probe failed with error -19 | RETURN_VALUE -19",
                "Os { code: 13, kind: PermissionDenied } | ERRNO 13",
                "Permission denied (os error 13) | ERRNO 13",
                "errno=28 | ERRNO 28",
                "load failed (-2) | ERRNO -2",
                "cmd 0x30 | COMMAND 0x30",
                "error 0x77 | UNKNOWN 0x77",
                "exit code: 3 | UNKNOWN 3",
                "line 12, 4096 bytes at 0x1000 | ''",
            })
    void givesANumberItsKindByTheWordsAroundIt(String line, String expected) {
        assertThat(CodeForms.in(line).stream()
                        .map(code -> code.kind() + " " + code.number())
                        .toList())
                .containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected.split(", ")));
    }

    @Test
    void readsDecimalAndHexadecimal() {
        assertThat(CodeForms.value("-0x10")).isEqualTo(-16);
        assertThat(CodeForms.value("0Xffffffff")).isEqualTo(0xFFFF_FFFFL);
        assertThat(CodeForms.value("4294967295")).isEqualTo(0xFFFF_FFFFL);
    }
}
