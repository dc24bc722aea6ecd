package dev.sevsim.abi.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvmSegmentTest {
    /** Descriptor bits 40 to 47 and 52 to 55: AMD APM volume 2 section 4.7. */
    @ParameterizedTest(name = "{0}: type {1}, S {2}, DPL {3}, P {4}, AVL {5}, L {6}, D/B {7}, G {8}")
    @CsvSource({
        "0x9B, 11, 1, 0, 1, 0, 0, 0, 0",
        "0xA9B, 11, 1, 0, 1, 0, 1, 0, 1",
        "0x4F3, 3, 1, 3, 1, 0, 0, 1, 0",
        "0x100, 0, 0, 0, 0, 1, 0, 0, 0",
        "0, 0, 0, 0, 0, 0, 0, 0, 0"
    })
    void takesAttributesApart(
            String word, int type, int code, int dpl, int present, int avl, int longMode, int big, int granularity) {
        int attributes = Integer.decode(word);

        KvmSegment segment = KvmSegment.of(0x10, attributes, 0xFFFF, 0x1000);

        assertThat(segment)
                .isEqualTo(new KvmSegment(
                        0x1000, 0xFFFF, 0x10, type, present, dpl, big, code, longMode, granularity, avl, 1 - present));
        assertThat(segment.attributes()).isEqualTo(attributes);
    }

    @Test
    void ignoresBitsBeyondTheWidthOfAField() {
        KvmSegment wide = new KvmSegment(0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0);

        assertThat(wide.attributes()).isEqualTo(0xFFF);
    }
}
