package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTableGuid;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableDissectorTest {
    @Test
    void readsATableOfAnImageBackwards() {
        Bytes table = OvmfTable.encode(
                List.of(new OvmfTable.Entry(OvmfTableGuid.SECRET_BLOCK, Bytes.fromHex("0000810000100000"))));
        Bytes image = Bytes.concat(Bytes.zeros(4096), table, Bytes.zeros(32));

        assertThat(Dissected.of(TableDissector.ovmfTable(image)))
                .containsExactly(
                        "0 0+26 entry=4c2eb361-7d9b-4cc3-8081-127c90d3d294 secret block: base and size of the area for the"
                                + " launch secret",
                        "1 0+4 base=0x810000",
                        "1 4+4 size=0x1000",
                        "1 8+2 length=26",
                        "1 10+16 GUID=4c2eb361-7d9b-4cc3-8081-127c90d3d294 secret block: base and size of the area for the"
                                + " launch secret",
                        "0 26+18 footer=96b582de-1fb2-45f7-baea-a366c55a082d footer of the table",
                        "1 26+2 length=44",
                        "1 28+16 GUID=96b582de-1fb2-45f7-baea-a366c55a082d footer of the table",
                        "0 44+32 reset vector=");
    }

    @Test
    void readsKernelHashesWithTheirPadding() {
        Block block = TableDissector.kernelHashes(
                KernelHashes.of(Bytes.of(1), Bytes.of(2), "x").encode());

        assertThat(Dissected.of(block))
                .hasSize(15)
                .contains("1 16+2 length=168", "0 168+8 padding=")
                .anySatisfy(
                        line -> assertThat(line).startsWith("0 118+50 entry=").endsWith(" kernel"));
    }

    @Test
    void endsATableWhoseLengthsLie() {
        byte[] raw = KernelHashes.of(Bytes.of(1), Bytes.of(2), "x").encode().toArray();
        raw[18 + 16] = (byte) 0xFF;
        raw[18 + 17] = (byte) 0xFF;

        assertThat(Dissected.of(TableDissector.kernelHashes(Bytes.copyOf(raw)))).hasSize(3);
    }
}
