package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmFpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.13, docs/reference/sev-firmware-api.md section 6.8. */
class FpuStateTest {
    private static Bytes pattern(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return Bytes.copyOf(bytes);
    }

    /** An area of XSAVE with a pattern in every component. */
    private static byte[] area(long features) {
        byte[] area = new byte[FpuState.SIZE];
        pattern(416, 1).copyTo(area, 0);
        Bytes.u32Le(0x1F00).copyTo(area, 24);
        Bytes.u64Le(features).copyTo(area, 512);
        pattern(256, 7).copyTo(area, 576);
        Bytes.u32Le(0x5555_5554).copyTo(area, 2432);
        return area;
    }

    private static Vmsa saved(FpuState fpu) {
        return fpu.in(new Vmsa(Bytes.zeros(Vmsa.SIZE)));
    }

    @Test
    void hasFcwAndMxcsrAfterReset() {
        Vmsa after = saved(FpuState.reset());

        assertThat(after.encode())
                .isEqualTo(new Vmsa(Bytes.zeros(Vmsa.SIZE))
                        .with(Vmsa.MXCSR, 0x1F80)
                        .with(Vmsa.X87_FCW, 0x37F)
                        .encode());
    }

    @Test
    void putsEachComponentInItsPlace() {
        Bytes page = saved(FpuState.reset().with(Bytes.copyOf(area(0x207)))).encode();

        assertThat(page.slice(0x400, 0x408)).as("data pointer").isEqualTo(pattern(8, 17));
        assertThat(page.slice(0x408, 0x40C)).as("MXCSR").isEqualTo(Bytes.u32Le(0x1F00));
        assertThat(page.slice(0x40C, 0x40E)).as("tags").isEqualTo(pattern(2, 5));
        assertThat(page.slice(0x40E, 0x410)).as("status").isEqualTo(pattern(2, 3));
        assertThat(page.slice(0x410, 0x412)).as("control").isEqualTo(pattern(2, 1));
        assertThat(page.slice(0x412, 0x414)).as("opcode").isEqualTo(pattern(2, 7));
        assertThat(page.slice(0x414, 0x418).isAllZero()).as("segments").isTrue();
        assertThat(page.slice(0x418, 0x420)).as("instruction pointer").isEqualTo(pattern(8, 9));
        assertThat(page.slice(0x420, 0x428)).as("low part of ST0").isEqualTo(pattern(8, 33));
        assertThat(page.slice(0x458, 0x460)).as("low part of ST7").isEqualTo(pattern(8, 33 + 7 * 16));
        assertThat(page.slice(0x460, 0x462)).as("high part of ST0").isEqualTo(pattern(2, 41));
        assertThat(page.slice(0x46E, 0x470)).as("high part of ST7").isEqualTo(pattern(2, 41 + 7 * 16));
        assertThat(page.slice(0x470, 0x570)).as("XMM").isEqualTo(pattern(256, 161));
        assertThat(page.slice(0x570, 0x670)).as("YMM").isEqualTo(pattern(256, 7));
    }

    @Test
    void keepsComponentsThatTheHeaderDoesNotName() {
        FpuState full = FpuState.reset().with(Bytes.copyOf(area(0x207)));
        assertThat(full.pkru()).isEqualTo(0x5555_5554);

        FpuState none = full.with(Bytes.zeros(FpuState.SIZE));
        assertThat(none.pkru()).isZero();
        assertThat(saved(none).encode().slice(0x400, 0x570))
                .isEqualTo(saved(full).encode().slice(0x400, 0x570));
        assertThat(saved(none).encode().slice(0x570, 0x670).isAllZero())
                .as("YMM in its initial state")
                .isTrue();

        FpuState sse = FpuState.reset().with(Bytes.copyOf(area(0x2)));
        assertThat(saved(sse).get(Vmsa.MXCSR)).isEqualTo(0x1F00);
        assertThat(saved(sse).get(Vmsa.X87_FCW)).isEqualTo(0x37F);
        assertThat(saved(sse).encode().slice(0x470, 0x570)).isEqualTo(pattern(256, 161));
    }

    @ParameterizedTest
    @CsvSource({"512, 0x08", "513, 0x80", "519, 0x80", "520, 1", "527, 0x80", "528, 1", "575, 1", "26, 0x04", "27, 0x01"
    })
    void refusesAnAreaThatIsNotValid(int offset, String value) {
        byte[] area = area(0x207);
        area[offset] |= (byte) (int) Integer.decode(value);

        fails(Errno.EINVAL, () -> FpuState.reset().with(Bytes.copyOf(area)));
    }

    @Test
    void takesAllButMxcsrFromTheOlderStructure() {
        KvmFpu given = new KvmFpu(
                pattern(128, 50), 0x27F, 0x3801, 0x80, 0x1FF, 0x1122_3344, 0x5566_7788, pattern(256, 90), 0x1000);

        FpuState fpu = FpuState.reset().with(given);

        assertThat(fpu.legacy())
                .isEqualTo(
                        new KvmFpu(given.fpr(), 0x27F, 0x3801, 0x80, 0x1FF, 0x1122_3344, 0x5566_7788, given.xmm(), 0));
        assertThat(saved(fpu).get(Vmsa.MXCSR)).isEqualTo(0x1F80);
        assertThat(saved(fpu).get(Vmsa.X87_FTW)).isEqualTo(0x80);
        assertThat(saved(fpu).encode().slice(0x470, 0x570)).isEqualTo(given.xmm());
        assertThat(fpu.area().slice(0, 2)).isEqualTo(Bytes.of(0x7F, 0x02));
    }
}
