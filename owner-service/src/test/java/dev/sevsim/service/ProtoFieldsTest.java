package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages by the wire format of protobuf: a tag is the field number times 8 plus the wire type. */
class ProtoFieldsTest {
    private static ProtoFields read(String hex) throws IOException {
        return ProtoFields.read(HexFormat.of().parseHex(hex));
    }

    @Test
    void readsTextsAndNumbersByTheirFields() throws IOException {
        ProtoFields fields = read("0a026869" + "10ff01");

        assertThat(fields.text(1)).isEqualTo("hi");
        assertThat(fields.number(2)).isEqualTo(255);
    }

    @Test
    void hasTheDefaultsOfProto3() throws IOException {
        ProtoFields fields = read("");

        assertThat(fields.text(1)).isEmpty();
        assertThat(fields.number(2)).isZero();
        assertThat(fields.all(3)).isEmpty();
    }

    @Test
    void keepsTheLastTextAndAllOfARepeatedField() throws IOException {
        ProtoFields repeated = read("0a0161" + "0a0162");
        assertThat(repeated.all(1)).hasSize(2);
        assertThat(repeated.text(1)).isEqualTo("b");
    }

    @Test
    void skipsFieldsOfOtherTypes() throws IOException {
        assertThat(read("0d01020304" + "120161").text(2)).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a", "0a05616263", "10", "10ffffffffffffffffffff", "0c", "07"})
    void refusesMalformedMessages(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesTextThatIsNoUtf8() throws IOException {
        ProtoFields fields = read("0a01ff");

        assertThatThrownBy(() -> fields.text(1)).isInstanceOf(IOException.class).hasMessage("field 1 is no UTF-8");
    }
}
