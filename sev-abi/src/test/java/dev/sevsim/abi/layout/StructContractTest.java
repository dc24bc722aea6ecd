package dev.sevsim.abi.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.StructTable.Struct;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every structure with a layout keeps, whatever it means. */
class StructContractTest {
    private static final int SEEDS = 200;

    static Stream<Struct<?>> structs() {
        return StructTable.all();
    }

    static Stream<Arguments> reservedBytes() {
        return StructTable.all()
                .flatMap(struct -> struct.layout().fields().stream()
                        .filter(Field::reserved)
                        .flatMap(field -> Stream.iterate(field.offset(), at -> at + 1)
                                .limit(field.width())
                                .map(at -> Arguments.of(struct, field, at))));
    }

    @ParameterizedTest
    @MethodSource("structs")
    void writesTheWorkedInstance(Struct<?> struct) {
        assertThat(struct.encodeInstance()).isEqualTo(struct.wire());
    }

    @ParameterizedTest
    @MethodSource("structs")
    void readsTheWorkedInstance(Struct<?> struct) {
        Object read = struct.decode().apply(struct.wire());

        assertThat(read).isEqualTo(struct.instance());
    }

    @ParameterizedTest
    @MethodSource("structs")
    void hasTheSpecifiedSize(Struct<?> struct) {
        assertThat(struct.layout().size()).isEqualTo(struct.specifiedSize());
        assertThat(struct.wire().length()).isEqualTo(struct.specifiedSize());
    }

    @ParameterizedTest
    @MethodSource("structs")
    void refusesEveryOtherLength(Struct<?> struct) {
        int size = struct.specifiedSize();

        for (int wrong : new int[] {0, size - 1, size + 1, 2 * size}) {
            assertThatThrownBy(() -> struct.decode().apply(Bytes.zeros(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(struct.layout().name() + ": " + wrong + " bytes, expected " + size);
        }
    }

    @ParameterizedTest
    @MethodSource("structs")
    void survivesTwoHundredSeededRoundTrips(Struct<?> struct) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Bytes raw = withReservedZero(struct.layout(), random(seed, struct.specifiedSize()));

            assertThat(struct.reencode(raw)).as("seed %d", seed).isEqualTo(raw);
        }
    }

    @ParameterizedTest
    @MethodSource("structs")
    void findsNothingReservedInTheWorkedInstance(Struct<?> struct) {
        assertThat(struct.layout().firstNonZeroReserved(struct.wire())).isEmpty();
    }

    @ParameterizedTest(name = "{0} byte {2}")
    @MethodSource("reservedBytes")
    void namesTheReservedFieldThatIsNotZero(Struct<?> struct, Field field, int at) {
        byte[] raw = struct.wire().toArray();
        raw[at] = (byte) 0x80;

        assertThat(struct.layout().firstNonZeroReserved(Bytes.copyOf(raw))).contains(field);
    }

    @ParameterizedTest(name = "{0} byte {2}")
    @MethodSource("reservedBytes")
    void readsPastReservedBytes(Struct<?> struct, Field field, int at) {
        byte[] raw = struct.wire().toArray();
        raw[at] = 1;

        Object read = struct.decode().apply(Bytes.copyOf(raw));

        assertThat(read).isEqualTo(struct.instance());
    }

    private static Bytes random(int seed, int length) {
        byte[] raw = new byte[length];
        new SplittableRandom(seed).nextBytes(raw);
        return Bytes.copyOf(raw);
    }

    private static Bytes withReservedZero(StructLayout layout, Bytes raw) {
        byte[] cleared = raw.toArray();
        layout.fields().stream().filter(Field::reserved).forEach(field -> {
            for (int at = field.offset(); at < field.offset() + field.width(); at++) {
                cleared[at] = 0;
            }
        });
        return Bytes.copyOf(cleared);
    }
}
