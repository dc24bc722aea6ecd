package dev.sevsim.abi.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructLayoutTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({"GAP, 4, 8, '0x8, previous field ends at 0x4'", "OVERLAP, 8, 7, '0x7, previous field ends at 0x8'"})
    void refusesAFieldThatDoesNotFollowTheOneBefore(String name, int width, int offset, String problem) {
        StructLayout layout = new StructLayout(name);
        Field first = layout.bytes(0, width, "first", Direction.IN);

        assertThatThrownBy(() -> layout.u8(offset, "second", Direction.IN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(name + ".second: offset " + problem);
        assertThat(layout.fields()).containsExactly(first);
    }

    @Test
    void refusesATotalThatIsNotTheSpecifiedSize() {
        StructLayout layout = new StructLayout("SHORT");
        layout.u16(0, "only", Direction.IN);

        assertThatThrownBy(() -> layout.ofSize(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("SHORT: fields end at 0x2, specified size is 0x4");
    }

    @Test
    void refusesFieldsAfterItsEnd() {
        StructLayout layout = new StructLayout("DONE");
        layout.u8(0, "only", Direction.IN);
        layout.ofSize(1);

        assertThatThrownBy(() -> layout.u8(1, "late", Direction.IN)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAnAccessOfAnotherWidth() {
        StructLayout layout = new StructLayout("WIDTH");
        Field field = layout.u32(0, "word", Direction.IN);
        ByteBuffer b = layout.ofSize(4).allocate();

        assertThatThrownBy(() -> field.getU64(b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("word is 4 bytes wide, accessed as 8");
    }

    @Test
    void refusesBytesOfAnotherLength() {
        StructLayout layout = new StructLayout("BYTES");
        Field field = layout.bytes(0, 16, "iv", Direction.IN);
        ByteBuffer b = layout.ofSize(16).allocate();

        assertThatThrownBy(() -> field.putBytes(b, Bytes.zeros(15)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("iv: 15 bytes, expected 16");
    }

    @Test
    void readsLeastSignificantByteFirst() {
        StructLayout layout = new StructLayout("ORDER");
        Field field = layout.u16(0, "word", Direction.IN);
        layout.ofSize(2);

        assertThat(field.getU16(layout.view(new byte[] {0x34, (byte) 0xF2}))).isEqualTo(0xF234);
    }

    @Test
    void namesNothingInTheGapsOfASparseLayout() {
        StructLayout layout = StructLayout.sparse("SPARSE");
        layout.u8(3, "named", Direction.OUT);
        layout.u16(4, "next", Direction.OUT);
        layout.ofSize(8);

        assertThat(layout.fields())
                .containsExactly(
                        new Field("unnamed", 0, 3, Direction.IN, false),
                        new Field("named", 3, 1, Direction.OUT, false),
                        new Field("next", 4, 2, Direction.OUT, false),
                        new Field("unnamed", 6, 2, Direction.IN, false));
    }

    @Test
    void refusesToGoBackInASparseLayout() {
        StructLayout layout = StructLayout.sparse("BACK");
        layout.u32(4, "first", Direction.IN);

        assertThatThrownBy(() -> layout.u8(7, "second", Direction.IN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("BACK.second: offset 0x7, previous field ends at 0x8");
    }

    @Test
    void findsAFieldByItsName() {
        StructLayout layout = new StructLayout("NAMES");
        Field field = layout.u8(0, "only", Direction.IN);

        assertThat(layout.field("only")).isEqualTo(field);
        assertThatThrownBy(() -> layout.field("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("NAMES has no field other");
    }
}
