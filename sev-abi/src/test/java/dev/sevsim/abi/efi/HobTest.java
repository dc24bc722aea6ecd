package dev.sevsim.abi.efi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class HobTest {
    /** docs/reference/ovmf-guest.md section 6, the example for the newest release. */
    private static final Bytes SECRET_HOB = Bytes.fromHex("0200 3000 00000000 00000000000000000000000000000000"
            + " 0000810000000000 0010000000000000 00000000 00000000");

    /** Written down by hand after the PI specification, volume 3, section 5.3. */
    private static final Bytes HANDOFF = Bytes.fromHex("0100 3800 00000000 09000000 00000000"
            + " 0000000800000000 00c0ff0700000000 0000000800000000 00c1ff0700000000 00c1ff0700000000");

    /** Written down by hand after the PI specification, volume 3, section 5.5. */
    private static final Bytes RESOURCE = Bytes.fromHex("0300 3000 00000000 00000000000000000000000000000000"
            + " 00000000 07000000 0000100000000000 0000f00700000000");

    @Test
    void encodesAndDecodesTheSecretPageAllocation() {
        HobMemoryAllocation hob = HobMemoryAllocation.of(0x81_0000, 0x1000, EfiMemoryType.RESERVED);

        assertThat(hob.encode()).isEqualTo(SECRET_HOB);
        assertThat(HobMemoryAllocation.CODEC.decode(SECRET_HOB)).isEqualTo(hob);
    }

    @Test
    void encodesAndDecodesTheHandoffBlock() {
        HobHandoffInfo hob = new HobHandoffInfo(0, 0x800_0000, 0x7FF_C000, 0x800_0000, 0x7FF_C100, 0x7FF_C100);

        assertThat(hob.encode()).isEqualTo(HANDOFF);
        assertThat(HobHandoffInfo.CODEC.decode(HANDOFF)).isEqualTo(hob);
        assertThat(HobHandoffInfo.endOfList()).isEqualTo(Bytes.fromHex("ffff080000000000"));
    }

    @Test
    void encodesAndDecodesAResource() {
        HobResourceDescriptor hob = new HobResourceDescriptor(
                HobResourceDescriptor.SYSTEM_MEMORY, HobResourceDescriptor.USABLE, 0x10_0000, 0x7F0_0000);

        assertThat(hob.encode()).isEqualTo(RESOURCE);
        assertThat(HobResourceDescriptor.CODEC.decode(RESOURCE)).isEqualTo(hob);
    }
}
