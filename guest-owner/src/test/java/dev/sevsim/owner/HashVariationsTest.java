package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import dev.sevsim.owner.HashVariations.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

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
