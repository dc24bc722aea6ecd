package dev.sevsim.abi.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against save areas that sev-snp-measure and libvirt wrote; the values are those of docs/reference/sev-firmware-api.md
 * section 6.8.
 */
class VmsaTest {
    @ParameterizedTest(name = "{0}: CS base {1}, RIP {2}, RDX {3}, MXCSR {4}, FCW {5}")
    @CsvSource({
        "vmsa-seves-qemu-milan-0.bin, 0xFFFF0000, 0xFFF0, 0xA00F11, 0x1F80, 0x37F",
        "vmsa-seves-qemu-milan-1.bin, 0x800000, 0xB004, 0xA00F11, 0x1F80, 0x37F",
        "vmsa-libvirt-25-1-1-cpu0.bin, 0xFFFF0000, 0xFFF0, 0xA00F11, 0, 0",
        "vmsa-libvirt-25-1-1-cpu1.bin, 0x800000, 0xB004, 0xA00F11, 0, 0"
    })
    void readsTheResetStateOfOtherTools(
            String file, String base, String rip, String signature, String mxcsr, String fcw) {
        Vmsa vmsa = Vmsa.decode(Vectors.read("vmsa/" + file));

        assertThat(vmsa.get(Vmsa.CS.selector())).isEqualTo(0xF000);
        assertThat(vmsa.get(Vmsa.CS.base())).isEqualTo(Long.decode(base));
        assertThat(vmsa.get(Vmsa.RIP)).isEqualTo(Long.decode(rip));
        assertThat(vmsa.get(Vmsa.RDX)).isEqualTo(Long.decode(signature));
        assertThat(vmsa.get(Vmsa.MXCSR)).isEqualTo(Long.decode(mxcsr));
        assertThat(vmsa.get(Vmsa.X87_FCW)).isEqualTo(Long.decode(fcw));
        assertThat(vmsa.get(Vmsa.CR0)).isEqualTo(0x10);
        assertThat(vmsa.get(Vmsa.CR4)).isEqualTo(0x40);
        assertThat(vmsa.get(Vmsa.EFER)).isEqualTo(0x1000);
        assertThat(vmsa.get(Vmsa.DR6)).isEqualTo(0xFFFF0FF0L);
        assertThat(vmsa.get(Vmsa.DR7)).isEqualTo(0x400);
        assertThat(vmsa.get(Vmsa.RFLAGS)).isEqualTo(2);
        assertThat(vmsa.get(Vmsa.G_PAT)).isEqualTo(0x0007040600070406L);
        assertThat(vmsa.get(Vmsa.XCR0)).isEqualTo(1);
        for (Vmsa.Segment segment : new Vmsa.Segment[] {
            Vmsa.ES, Vmsa.CS, Vmsa.SS, Vmsa.DS, Vmsa.FS, Vmsa.GS, Vmsa.GDTR, Vmsa.LDTR, Vmsa.IDTR, Vmsa.TR
        }) {
            assertThat(vmsa.get(segment.limit())).isEqualTo(0xFFFF);
        }
    }

    @Test
    void makesThePageOfOneToolOutOfTheOthers() {
        Vmsa libvirt = Vmsa.decode(Vectors.read("vmsa/vmsa-libvirt-25-1-1-cpu0.bin"));

        Vmsa changed = libvirt.with(Vmsa.MXCSR, 0x1F80).with(Vmsa.X87_FCW, 0x37F);

        assertThat(changed.encode()).isEqualTo(Vectors.read("vmsa/vmsa-seves-qemu-milan-0.bin"));
        assertThat(libvirt.with(Vmsa.CPL, 3).encode().u8(0xCB)).isEqualTo(3);
        assertThat(libvirt.with(Vmsa.R15, 0x0102030405060708L).encode().slice(0x378, 0x380))
                .isEqualTo(Bytes.fromHex("0807060504030201"));
    }

    @Test
    void isOnePage() {
        assertThatThrownBy(() -> new Vmsa(Bytes.zeros(4095))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotPrintRegisters() {
        Vmsa vmsa = new Vmsa(Bytes.zeros(Vmsa.SIZE)).with(Vmsa.RAX, 0x5EC2E7);

        assertThat(vmsa.toString()).isEqualTo("Vmsa[RIP 0x0]").doesNotContain("5ec2e7");
    }
}
