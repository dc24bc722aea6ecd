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
                "B A ,A B,with 'A' and 'B' exchanged with a space at its end",
                "A\tB\tC,'A B C',without the quotes around it with tabs for its blanks",
                "A\tB C,'A B C',without the quotes around it and then with a tab behind 'A'",
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

    @ParameterizedTest(name = "host [{0}], owner [{1}]")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A\tB C|A B C|with a tab behind 'A'",
                "A\tB\tC|A B C|with tabs for its blanks",
                "A B\tC|A B\tC D|without 'D'",
                "A  B C|A B C|with two blanks behind 'A'",
                "C B A|A B C|with 'A' and 'C' exchanged",
                "A C|A B C|without 'B'",
                "A\t|A|with a tab at its end",
                "A\r|A|with a carriage return at its end",
                "A\u00A0B|A B|with no-break spaces for its blanks",
                "\uFEFFA|A|with a byte order mark before it",
                "A|\uFEFFA|without the byte order mark before it",
                "console=ttyS0,115200 ro|console=ttyS0 ro|with 'console=ttyS0,115200' for 'console=ttyS0'",
                "console=ttyS0 rw|console=ttyS0 ro|with 'rw' for 'ro'",
                "root=/dev/vda1 ro|root=/dev/sda ro|with 'root=/dev/vda1' for 'root=/dev/sda'",
                "A quiet|A|with 'quiet' at its end",
                "console=ttyS0 A|A|with 'console=ttyS0' before it",
            })
    void findAUsualMistakeInACommandLine(String host, String owner, String text) {
        KernelInputs given = new KernelInputs(KERNEL, INITRD, owner);
        Bytes measured = KernelHashes.of(KERNEL, INITRD, host).encode();

        assertThat(HashVariations.one(given, OtherInputs.none(), false))
                .filteredOn(table -> table.content().equals(measured))
                .singleElement()
                .satisfies(
                        table -> assertThat(table.differences().get(0).text()).isEqualTo("a command line " + text));
    }

    /** Another command line that was given can have a mistake too. */
    @Test
    void editTheOtherCommandLines() {
        OtherInputs others = new OtherInputs(List.of(), List.of(), List.of(), List.of("debug"));
        Bytes measured = KernelHashes.of(KERNEL, INITRD, "debug\n").encode();

        assertThat(HashVariations.two(INPUTS, others))
                .filteredOn(table -> table.content().equals(measured))
                .singleElement()
                .satisfies(table -> assertThat(table.differences().get(0).text())
                        .isEqualTo("the command line 'debug' with a line feed at its end"));
    }

    @Test
    void editTheEndsOfFiles() {
        Bytes padded = Bytes.concat(INITRD, Bytes.zeros(512 - INITRD.length()));
        Bytes longer = Bytes.ofUtf8("initrd\n");

        assertThat(contents(HashVariations.one(INPUTS, OtherInputs.none(), false)))
                .contains(
                        KernelHashes.of(KERNEL, longer, "quiet").encode(),
                        KernelHashes.of(KERNEL, padded, "quiet").encode(),
                        KernelHashes.of(Bytes.ofUtf8("kernel\n"), INITRD, "quiet")
                                .encode());
        assertThat(contents(HashVariations.one(new KernelInputs(KERNEL, longer, "quiet"), OtherInputs.none(), false)))
                .contains(INPUTS.hashes().encode());
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
