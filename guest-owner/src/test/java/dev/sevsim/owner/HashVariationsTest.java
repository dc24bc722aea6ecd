package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import dev.sevsim.owner.HashVariations.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashVariationsTest {
    private static final Bytes KERNEL = Bytes.ofUtf8("kernel");
    private static final Bytes INITRD = Bytes.ofUtf8("initrd");
    private static final KernelInputs INPUTS = new KernelInputs(KERNEL, INITRD, "quiet");

    private static List<Bytes> contents(List<Table> tables) {
        return tables.stream().map(Table::content).toList();
    }

    @Test
    void haveNoTableTwiceAndNotTheExpectedOne() {
        List<Bytes> one = contents(HashVariations.one(INPUTS, OtherInputs.none(), true));
        List<Bytes> two = contents(HashVariations.two(INPUTS, OtherInputs.none()));

        assertThat(one).doesNotHaveDuplicates().doesNotContain(INPUTS.hashes().encode());
        assertThat(two).doesNotHaveDuplicates().doesNotContainAnyElementsOf(one);
    }

    @ParameterizedTest(name = "host [{0}], owner [{1}]")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '|',
            value = {
                "A ,'A',without the quotes around it with a space at its end",
                "A B ,A  B ,with single blanks only with a space at its end",
                "\"A\" ,A,in double quotes with a space at its end",
                " A,'A',without the quotes around it with a space before it",
            })
    void combineTwoMistakesInACommandLine(String host, String owner, String text) {
        KernelInputs given = new KernelInputs(KERNEL, INITRD, owner);
        Bytes measured = KernelHashes.of(KERNEL, INITRD, host).encode();

        assertThat(contents(HashVariations.one(given, OtherInputs.none(), false)))
                .doesNotContain(measured);
        assertThat(HashVariations.two(given, OtherInputs.none()))
                .filteredOn(table -> table.content().equals(measured))
                .singleElement()
                .satisfies(
                        table -> assertThat(table.differences().get(0).text()).isEqualTo("a command line " + text));
    }

    @Test
    void nameTwoInputsWhereTwoAreDifferent() {
        Bytes both = KernelHashes.of(KERNEL, Bytes.EMPTY, "quiet ").encode();

        assertThat(HashVariations.two(INPUTS, OtherInputs.none()))
                .filteredOn(table -> table.content().equals(both))
                .singleElement()
                .satisfies(table -> assertThat(table.differences())
                        .extracting(LaunchDifference::text)
                        .containsExactly("the launch without the initrd", "a command line with a space at its end"));
    }

    @Test
    void exchangeKernelAndInitrd() {
        Bytes givenAsKernel = INITRD;
        Bytes givenAsInitrd = KERNEL;

        assertThat(contents(HashVariations.one(INPUTS, OtherInputs.none(), false)))
                .contains(KernelHashes.of(givenAsKernel, givenAsInitrd, "quiet").encode());
    }

    @Test
    void exchangeThemUnderAnotherCommandLineToo() {
        Bytes givenAsKernel = INITRD;
        Bytes givenAsInitrd = KERNEL;

        assertThat(contents(HashVariations.two(INPUTS, OtherInputs.none())))
                .contains(
                        KernelHashes.of(givenAsKernel, givenAsInitrd, "quiet ").encode());
    }
}
