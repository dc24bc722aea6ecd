package dev.sevsim.abi.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FieldTest {
    @Test
    void readsAndWritesEachWidthAtItsOffset() {
        StructLayout layout = new StructLayout("WIDTHS");
        Field one = layout.u8(0, "one", Direction.IN);
        Field two = layout.u16(1, "two", Direction.IN);
        Field four = layout.u32(3, "four", Direction.IN);
        Field eight = layout.u64(7, "eight", Direction.IN);
        Field bytes = layout.bytes(15, 3, "bytes", Direction.IN);
        ByteBuffer b = layout.ofSize(18).allocate();

        one.putU8(b, 0xFE);
        two.putU16(b, 0xFEDC);
        four.putU32(b, 0xFEDC_BA98);
        eight.putU64(b, 0xFEDC_BA98_7654_3210L);
        bytes.putBytes(b, Bytes.of(1, 2, 3));

        assertThat(layout.finish(b)).hasToString("fe" + "dcfe" + "98badcfe" + "1032547698badcfe" + "010203");
        assertThat(one.getU8(b)).isEqualTo(0xFE);
        assertThat(two.getU16(b)).isEqualTo(0xFEDC);
        assertThat(four.getU32(b)).isEqualTo(0xFEDC_BA98);
        assertThat(eight.getU64(b)).isEqualTo(0xFEDC_BA98_7654_3210L);
        assertThat(bytes.getBytes(b)).isEqualTo(Bytes.of(1, 2, 3));
    }
}
