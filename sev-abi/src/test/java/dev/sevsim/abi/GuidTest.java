package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTableGuid;
import dev.sevsim.abi.secret.SecretTable;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuidTest {
    /**
     * Text and wire forms as docs/reference/ovmf-guest.md sections 3.3 and 9.1 and docs/reference/guest-kernel.md
     * section 4 print them.
     */
    static Stream<Arguments> published() {
        return Stream.of(
                Arguments.of(
                        OvmfTableGuid.FOOTER,
                        "96b582de-1fb2-45f7-baea-a366c55a082d",
                        "DE82B596B21FF745BAEAA366C55A082D"),
                Arguments.of(
                        OvmfTableGuid.SEV_ES_RESET_BLOCK,
                        "00f771de-1a7e-4fcb-890e-68c77e2fb44e",
                        "DE71F7007E1ACB4F890E68C77E2FB44E"),
                Arguments.of(
                        OvmfTableGuid.SECRET_BLOCK,
                        "4c2eb361-7d9b-4cc3-8081-127c90d3d294",
                        "61B32E4C9B7DC34C8081127C90D3D294"),
                Arguments.of(
                        OvmfTableGuid.HASH_TABLE_BLOCK,
                        "7255371f-3a3b-4b04-927b-1da6efa8d454",
                        "1F3755723B3A044B927B1DA6EFA8D454"),
                Arguments.of(
                        OvmfTableGuid.SEV_METADATA,
                        "dc886566-984a-4798-a75e-5585a7bf67cc",
                        "666588DC4A989847A75E5585A7BF67CC"),
                Arguments.of(
                        OvmfTableGuid.TDX_METADATA,
                        "e47a6535-984a-4798-865e-4685a7bf8ec2",
                        "35657AE44A989847865E4685A7BF8EC2"),
                Arguments.of(
                        OvmfTableGuid.IGVM_METADATA,
                        "784fa70e-3176-4677-8a20-04b68699e374",
                        "0EA74F78763177468A2004B68699E374"),
                Arguments.of(
                        OvmfTableGuid.SVSM_INFO,
                        "a789a612-0597-4c4b-a49f-cbb1fe9d1ddd",
                        "12A689A797054B4CA49FCBB1FE9D1DDD"),
                Arguments.of(
                        KernelHashes.TABLE, "9438d606-4f22-4cc9-b479-a793d411fd21", "06D63894224FC94CB479A793D411FD21"),
                Arguments.of(
                        KernelHashes.KERNEL,
                        "4de79437-abd2-427f-b835-d5b172d2045b",
                        "3794E74DD2AB7F42B835D5B172D2045B"),
                Arguments.of(
                        KernelHashes.INITRD,
                        "44baf731-3a2f-4bd7-9af1-41e29169781d",
                        "31F7BA442F3AD74B9AF141E29169781D"),
                Arguments.of(
                        KernelHashes.COMMAND_LINE,
                        "97d02dd8-bd20-4c94-aa78-e7714d36ab2a",
                        "D82DD09720BD944CAA78E7714D36AB2A"),
                Arguments.of(
                        SecretTable.HEADER,
                        "1e74f542-71dd-4d66-963e-ef4287ff173b",
                        "42F5741EDD71664D963EEF4287FF173B"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("published")
    void agreesWithThePublishedForms(Guid guid, String text, String wire) {
        assertThat(guid).hasToString(text);
        assertThat(guid.toWire()).isEqualTo(Bytes.fromHex(wire));
        assertThat(Guid.fromWire(Bytes.fromHex("00" + wire).toArray(), 1)).isEqualTo(guid);
        assertThat(Guid.parse(text.toUpperCase(Locale.ROOT))).contains(guid);
    }

    @Test
    void survivesTwoHundredSeededRoundTrips() {
        for (int seed = 0; seed < 200; seed++) {
            byte[] wire = new byte[Guid.SIZE];
            new SplittableRandom(seed).nextBytes(wire);
            Guid guid = Guid.fromWire(wire, 0);

            assertThat(guid.toWire().toArray()).as("seed %d", seed).isEqualTo(wire);
            assertThat(Guid.of(guid.toString())).as("seed %d", seed).isEqualTo(guid);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-2-3-4-5",
                "96b582de1fb245f7baeaa366c55a082d",
                "{96b582de-1fb2-45f7-baea-a366c55a082d}",
                "96b582de-1fb2-45f7-baea-a366c55a082",
                "96b582de-1fb2-45f7-baea-a366c55a082g",
                "96b582de-1fb2-45f7-baea-a366c55a082d\n"
            })
    void refusesTextThatIsNoGuid(String text) {
        assertThat(Guid.parse(text)).isEmpty();
        assertThatThrownBy(() -> Guid.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ordersByText() {
        List<Guid> ordered = Stream.of("ffffffff-0000-0000-0000-000000000000", "0fffffff-0000-0000-0000-000000000000")
                .map(Guid::of)
                .sorted()
                .toList();

        assertThat(ordered.get(0)).hasToString("0fffffff-0000-0000-0000-000000000000");
        assertThat(Guid.NULL.toWire().isAllZero()).isTrue();
    }
}
