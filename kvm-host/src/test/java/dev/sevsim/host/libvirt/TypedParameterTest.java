package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/guest-owner-tools.md section 6.5; libvirt-common.h for the types. */
class TypedParameterTest {
    private static List<TypedParameter> read(String hex) {
        return TypedParameter.readList(new XdrReader(Bytes.fromHex(hex)));
    }

    @Test
    void writesTextsAndUnsignedNumbers() {
        Bytes written = TypedParameter.writeList(
                        new XdrWriter(), List.of(TypedParameter.ofText("a", "xy"), TypedParameter.ofUnsigned("b", -1)))
                .toBytes();

        assertThat(written)
                .isEqualTo(Bytes.fromHex("00000002 00000001 61000000 00000007 00000002 78790000"
                        + " 00000001 62000000 00000002 ffffffff"));
    }

    @Test
    void readsNumbersOfBothWidths() {
        List<TypedParameter> list =
                read("00000002 00000001 61000000 00000004 00000001 00000002" + " 00000001 62000000 00000006 00000001");

        assertThat(list.get(0).type()).isEqualTo(TypedParameter.Type.ULLONG);
        assertThat(list.get(0).number()).isEqualTo(0x1_0000_0002L);
        assertThat(list.get(1).type()).isEqualTo(TypedParameter.Type.BOOLEAN);
        assertThat(list.get(1).number()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000041",
                "ffffffff",
                "00000001 00000001 61000000 00000000 00000000",
                "00000001 00000001 61000000 00000008 00000000",
                "00000002 00000001 61000000 00000001 00000000 00000001 61000000 00000001 00000000",
            })
    void refusesTooManyUnknownAndRepeatedParameters(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(XdrException.class);
    }

    @Test
    void hidesItsValue() {
        assertThat(TypedParameter.ofText("sev-secret", "top")).hasToString("TypedParameter[sev-secret]");
    }
}
