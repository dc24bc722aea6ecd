package dev.sevsim.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructModelTest {
    private static Slot slot(String name, int at, int size, Slot.Content content) {
        return new Slot(name, at, size, "IN", content, name);
    }

    private static StructModel model(int size, Slot... slots) {
        return new StructModel("p", "R", "SPEC", size, false, List.of(slots));
    }

    @Test
    void ordersItsSlotsByOffsetAndItsComponentsAsDeclared() {
        Slot second = slot("second", 8, 4, Slot.Content.INT);
        Slot reserved = slot("reserved", 4, 4, Slot.Content.RESERVED);
        Slot first = slot("first", 0, 4, Slot.Content.INT);

        StructModel model = model(12, second, first, reserved);

        assertThat(model.byOffset()).containsExactly(first, reserved, second);
        assertThat(model.components()).containsExactly(second, first);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 12, 'SPEC.b: offset 0x5, previous field ends at 0x4', 5",
        "4, 12, 'SPEC.b: offset 0x3, previous field ends at 0x4', 3",
        "4, 12, 'SPEC: fields end at 0x8, specified size is 0xc', 4",
        "4, 7, 'SPEC: fields end at 0x8, specified size is 0x7', 4"
    })
    void refusesGapsOverlapsAndAnotherSize(int width, int size, String problem, int second) {
        assertThatThrownBy(() ->
                        model(size, slot("a", 0, width, Slot.Content.INT), slot("b", second, 4, Slot.Content.INT)))
                .isInstanceOf(StructFormatException.class)
                .hasMessage(problem);
    }
}
