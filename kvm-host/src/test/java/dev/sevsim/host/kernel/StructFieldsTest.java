package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import org.junit.jupiter.api.Test;

class StructFieldsTest {
    @Test
    void changesOneFieldAndKeepsThePadding() {
        Bytes raw = Bytes.fromHex("0102030405060708 11121314 99999999");

        assertThat(StructFields.withU32(KvmSevLaunchMeasure.LAYOUT, raw, "len", 0xAABBCCDD))
                .isEqualTo(Bytes.fromHex("0102030405060708 ddccbbaa 99999999"));
    }

    @Test
    void refusesAnUnknownField() {
        Bytes raw = Bytes.zeros(KvmSevLaunchMeasure.SIZE);

        assertThatThrownBy(() -> StructFields.withU32(KvmSevLaunchMeasure.LAYOUT, raw, "length", 1))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("length");
    }
}
