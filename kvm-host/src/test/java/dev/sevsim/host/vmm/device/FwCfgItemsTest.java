package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Source of the expectations: QEMU documentation {@code docs/specs/fw_cfg.rst}. */
class FwCfgItemsTest {
    private final FwCfgItems items = new FwCfgItems(3);

    @Test
    void hasSignatureFeaturesAndCpuCount() {
        Map<Integer, Bytes> all = items.bySelector();

        assertThat(all.get(0)).isEqualTo(Bytes.ofAscii("QEMU"));
        assertThat(all.get(1)).as("traditional interface and DMA").isEqualTo(Bytes.u32Le(3));
        assertThat(all.get(5)).isEqualTo(Bytes.of(3, 0));
        assertThat(all.get(0x19)).as("empty directory").isEqualTo(Bytes.zeros(4));
    }

    @Test
    void splitsAKernelAfterItsSetupSectors() {
        byte[] file = new byte[5 * 512];
        file[0x1F1] = 2;
        file[3 * 512] = 7;

        items.kernel(Bytes.copyOf(file));

        Map<Integer, Bytes> all = items.bySelector();
        assertThat(all.get(0x17)).isEqualTo(Bytes.u32Le(3 * 512));
        assertThat(all.get(0x18)).isEqualTo(Bytes.copyOf(file).slice(0, 3 * 512));
        assertThat(all.get(0x08)).isEqualTo(Bytes.u32Le(2 * 512));
        assertThat(all.getOrDefault(0x11, Bytes.EMPTY).u8(0)).isEqualTo(7);
    }

    @Test
    void takesFourSetupSectorsForAHeaderOfZero() {
        items.kernel(Bytes.zeros(6 * 512));

        assertThat(items.bySelector().get(0x17)).isEqualTo(Bytes.u32Le(5 * 512));
    }

    @Test
    void takesAShortKernelForSetupAlone() {
        items.kernel(Bytes.of(1, 2, 3));

        assertThat(items.bySelector().get(0x18)).isEqualTo(Bytes.of(1, 2, 3));
        assertThat(items.bySelector().get(0x08)).isEqualTo(Bytes.u32Le(0));
    }

    @Test
    void countsTheNulOfACommandLine() {
        items.commandLine("quiet");

        assertThat(items.bySelector().get(0x14)).isEqualTo(Bytes.u32Le(6));
        assertThat(items.bySelector().get(0x15)).isEqualTo(Bytes.ofAscii("quiet\0"));
    }

    @Test
    void listsFilesByNameWithBigEndianSizes() {
        items.file("etc/b", Bytes.of(2, 2));
        items.file("etc/a", Bytes.of(1));

        Map<Integer, Bytes> all = items.bySelector();
        Bytes directory = all.getOrDefault(0x19, Bytes.EMPTY);
        assertThat(directory.length()).isEqualTo(4 + 2 * 64);
        assertThat(directory.slice(0, 12)).isEqualTo(Bytes.fromHex("00000002 00000001 0020 0000"));
        assertThat(directory.slice(12, 18)).isEqualTo(Bytes.ofAscii("etc/a\0"));
        assertThat(directory.slice(68, 76)).isEqualTo(Bytes.fromHex("00000002 0021 0000"));
        assertThat(all.get(0x20)).isEqualTo(Bytes.of(1));
        assertThat(all.get(0x21)).isEqualTo(Bytes.of(2, 2));
    }

    /** A host that changes an item changes its size with it, in the directory too. */
    @Test
    void replacesItemsThatAreThere() {
        items.commandLine("quiet");
        items.file("etc/a", Bytes.of(1));

        assertThat(items.replace("cmdline", Bytes.ofAscii("ro\0"))).isTrue();
        assertThat(items.replace("etc/a", Bytes.of(3, 4))).isTrue();
        assertThat(items.replace("initrd", Bytes.of(1))).isFalse();
        assertThat(items.replace("etc/b", Bytes.of(1))).isFalse();

        Map<Integer, Bytes> all = items.bySelector();
        assertThat(all.get(0x14)).isEqualTo(Bytes.u32Le(3));
        assertThat(all.get(0x15)).isEqualTo(Bytes.ofAscii("ro\0"));
        assertThat(all.getOrDefault(0x19, Bytes.EMPTY).slice(0, 8)).isEqualTo(Bytes.fromHex("00000001 00000002"));
        assertThat(all.get(0x20)).isEqualTo(Bytes.of(3, 4));
        assertThat(items.content("cmdline")).contains(Bytes.ofAscii("ro\0"));
        assertThat(items.content("kernel")).isEmpty();
    }
}
