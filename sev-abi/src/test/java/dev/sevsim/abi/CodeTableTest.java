package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodeTableTest {
    private enum Sample {
        HIGH(0x8000_0001L),
        MINUS(-1),
        ZERO(0),
        LAST(7);

        private final long code;

        Sample(long code) {
            this.code = code;
        }

        long code() {
            return code;
        }
    }

    private enum Twins {
        FIRST,
        SECOND
    }

    @Test
    void findsEachConstantByItsCode() {
        CodeTable<Sample> table = CodeTable.of(Sample.values(), Sample::code);

        assertThat(table.find(0x8000_0001L)).contains(Sample.HIGH);
        assertThat(table.find(-1)).contains(Sample.MINUS);
        assertThat(table.find(0)).contains(Sample.ZERO);
        assertThat(table.find(7)).contains(Sample.LAST);
    }

    @Test
    void findsNothingForOtherCodes() {
        CodeTable<Sample> table = CodeTable.of(Sample.values(), Sample::code);

        assertThat(table.find(1)).isEmpty();
        assertThat(table.find(0xFFFF_FFFF_8000_0001L)).isEmpty();
        assertThat(table.find(Long.MIN_VALUE)).isEmpty();
        assertThat(table.find(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void refusesACodeThatTwoConstantsHave() {
        assertThatThrownBy(() -> CodeTable.of(Twins.values(), twin -> 0x10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("FIRST and SECOND both have code 0x10");
    }
}
