package dev.sevsim.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartTest {
    private static Part part(Part.Kind kind, Part... parts) {
        return new Part("p", "T", kind, List.of(parts));
    }

    @ParameterizedTest
    @CsvSource({"INT, 4", "LONG, 8", "CODE, 4", "BYTES, 4", "TEXT, 4"})
    void takesTheBytesOfItsNumberOrLength(Part.Kind kind, int bytes) {
        assertThat(part(kind).fixedSize()).isEqualTo(bytes);
    }

    @Test
    void addsUpTheComponentsOfAGroup() {
        Part inner = part(Part.Kind.GROUP, part(Part.Kind.LONG), part(Part.Kind.TEXT));

        assertThat(part(Part.Kind.GROUP, inner, part(Part.Kind.INT)).fixedSize())
                .isEqualTo(16);
        assertThat(part(Part.Kind.GROUP).fixedSize()).isZero();
    }
}
