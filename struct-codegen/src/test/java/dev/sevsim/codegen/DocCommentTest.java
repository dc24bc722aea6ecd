package dev.sevsim.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DocCommentTest {
    @Test
    void joinsLinesAndTakesMarkupAway() {
        DocComment comment = DocComment.parse("""
                 Has a {@link Type#member label} and {@link Type#member}.
                 More.

                 <p>Source: one; two
                 three.

                 @param x of two
                   lines
                 @param y {@code 0x1}
                """);

        assertThat(comment)
                .isEqualTo(new DocComment(
                        "Has a label and Type.member.", "one; two three", Map.of("x", "of two lines", "y", "0x1")));
    }

    @Test
    void isEmptyWithoutAComment() {
        assertThat(DocComment.parse(null)).isEqualTo(new DocComment("", "", Map.of()));
        assertThat(DocComment.parse(null).parameter("x")).isEmpty();
    }
}
