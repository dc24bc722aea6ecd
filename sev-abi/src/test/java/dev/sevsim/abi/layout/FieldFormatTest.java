package dev.sevsim.abi.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HDR_LEN",
                "hdr_len",
                "TMR_LENGTH",
                "memory_size",
                "guest_count",
                "API_MAJOR",
                "api_minor",
                "BUILD",
                "buildId",
                "HANDLE",
                "handle",
                "ASID",
                "sev_fd",
                "NUM_IDS",
                "ghcb_version",
                "dataLength",
                "vcpu"
            })
    void writesWhatIsCountedAsANumber(String name) {
        assertThat(FieldFormat.value(name, 52)).isEqualTo(52L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HDR_PADDR",
                "hdr_uaddr",
                "POLICY",
                "policy",
                "STATE",
                "FLAGS",
                "error",
                "id",
                "cmd",
                "ParentHandle",
                "commandRegister",
                "nestedCr3",
                "sevFlags",
                "rax"
            })
    void writesAddressesCodesAndFlagsInHexadecimal(String name) {
        assertThat(FieldFormat.value(name, 52)).isEqualTo("0x34");
    }

    @Test
    void writesValuesAsUnsignedAndLongFieldsAsDigits() {
        StructLayout layout = new StructLayout("SAMPLE");
        layout.u64(0, "ADDR", Direction.IN);
        layout.reserved(8, 4);
        layout.u32(12, "LEN", Direction.IN);
        layout.u8(16, "STATE", Direction.OUT);
        layout.bytes(17, 9, "NONCE", Direction.OUT);
        layout.ofSize(26);
        Bytes raw = Bytes.fromHex("0000000000000080 01020304 ffffffff fe 010203040506070809");

        Map<String, Object> all = new LinkedHashMap<>();
        FieldFormat.describe(layout, raw, field -> true, all::put);

        assertThat(all)
                .containsExactly(
                        Map.entry("ADDR", "0x8000000000000000"),
                        Map.entry("LEN", 0xFFFF_FFFFL),
                        Map.entry("STATE", "0xfe"),
                        Map.entry("NONCE", "010203040506070809"));
    }

    @Test
    void leavesOutFieldsThatAreNotWanted() {
        StructLayout layout = new StructLayout("SAMPLE");
        layout.u8(0, "A", Direction.IN);
        layout.u8(1, "B", Direction.OUT);
        layout.ofSize(2);

        Map<String, Object> inputs = new LinkedHashMap<>();
        FieldFormat.describe(layout, Bytes.of(1, 2), field -> field.direction() == Direction.IN, inputs::put);

        assertThat(inputs).containsOnlyKeys("A");
    }
}
