package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.ovmf.Vectors;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmdSevImageTest {
    @Test
    void hasTheTailOfTheWorkedExample() {
        Bytes image = AmdSevImage.standard();

        assertThat(image.slice(image.length() - 0xC0, image.length() - 0x10))
                .isEqualTo(Vectors.dump("tail-202511.txt"));
    }

    @Test
    void hasTheAreasOfTheWorkedExample() {
        OvmfTable table = OvmfTable.read(AmdSevImage.standard());

        assertThat(table.problem()).isEmpty();
        assertThat(table.secretArea()).contains(new OvmfTable.Area(0x81_0000, 0xC00));
        assertThat(table.hashTableArea()).contains(new OvmfTable.Area(0x81_0C00, 0x400));
        assertThat(table.sevEsResetAddress()).contains(0x0080_B004);
    }

    @Test
    void carriesTheSevMetadataOfTheWorkedExample() {
        Bytes image = AmdSevImage.standard();
        int at = image.length() - 0x440;

        assertThat(image.slice(at, at + 0x64)).isEqualTo(Vectors.dump("sev-metadata-202511.txt"));
    }

    @Test
    void carriesWellFormedOtherDescriptors() {
        Bytes image = AmdSevImage.standard();
        ByteBuffer b = image.asLittleEndian();
        int tdx = image.length() - 0x500;
        int igvm = image.length() - 0x3A0;

        assertThat(image.slice(tdx - 16, tdx)).isEqualTo(Bytes.fromHex("F3F9EAE98E16D544A8EB7F4D8738F6AE"));
        assertThat(image.slice(tdx, tdx + 4)).isEqualTo(Bytes.ofAscii("TDVF"));
        assertThat(b.getInt(tdx + 4)).isEqualTo(16 + 32 * b.getInt(tdx + 12));
        assertThat(image.slice(igvm, igvm + 4)).isEqualTo(Bytes.ofAscii("IGVM"));
        assertThat(b.getInt(igvm + 4)).isEqualTo(16 + 12 * b.getInt(igvm + 12));
        assertThat(b.getInt(igvm + 12)).isEqualTo(4);
    }

    @Test
    void isTheSameEveryTimeAndDescribesItself() {
        Bytes image = AmdSevImage.standard();

        assertThat(AmdSevImage.standard()).isEqualTo(image);
        assertThat(image.length()).isEqualTo(AmdSevImage.DEFAULT_SIZE);
        assertThat(image.slice(0x1000, 0x1100).toUtf8())
                .contains("sevsim simulated OVMF AmdSev image, no protection; edk2-stable202511");
    }

    @Test
    void beginsBothVolumesWithAHeaderThatSumsToZero() {
        Bytes image = AmdSevImage.builder().sizeBytes(0x8000).build();

        for (int start : new int[] {0, 0x7000}) {
            ByteBuffer b = image.asLittleEndian();
            int sum = 0;
            for (int i = 0; i < 72; i += 2) {
                sum += Short.toUnsignedInt(b.getShort(start + i));
            }
            assertThat(sum & 0xFFFF).isZero();
            assertThat(image.slice(start + 40, start + 44)).isEqualTo(Bytes.ofAscii("_FVH"));
        }
        assertThat(image.asLittleEndian().getLong(32)).isEqualTo(0x7000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 8193, 16 * 1024 * 1024 + 4096, -4096})
    void refusesSizesThatCannotBeFlash(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AmdSevImage.builder().sizeBytes(size))
                .withMessageContaining(String.valueOf(size));
    }
}
