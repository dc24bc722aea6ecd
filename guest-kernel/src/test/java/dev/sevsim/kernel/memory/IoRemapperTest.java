package dev.sevsim.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.LogLine;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside the recorded pairs: the limits of each check. */
class IoRemapperTest {
    private final KernelLog log = new KernelLog(KernelTime.fixed(Instant.EPOCH), line -> {});
    private final IoRemapper remapper = new IoRemapper(
            new PlainMemory(),
            new E820Map(List.of(
                    new E820Map.Entry(0x100000, 0x100000, E820Type.RAM),
                    new E820Map.Entry(0x200000, 0x2000, E820Type.RESERVED),
                    new E820Map.Entry(0x9000, 0x1000, E820Type.RESERVED))),
            36,
            log);

    @ParameterizedTest(name = "{0} bytes at {1}")
    @CsvSource({
        "1, fffffffff, true",
        "2, fffffffff, true",
        "1, 1000000000, false",
        "0, 200000, false",
        "fff, 100000, true",
        "1000, 100000, false",
        "ffffffffffffffff, 200000, false"
    })
    void mapsWhatStartsAtAPhysicalAddressAndIsNotRam(String size, String address, boolean mapped) {
        assertThat(remapper.remapEncrypted(
                        Long.parseUnsignedLong(address, 16), Long.parseUnsignedLong(size, 16), "probe"))
                .matches(mapping -> mapping.isPresent() == mapped);
    }

    @Test
    void reportsAMappingThatLeavesAReservedRange() {
        assertThat(remapper.remapEncrypted(0x201000, 0x1001, "probe")).isPresent();

        assertThat(log.lines())
                .extracting(LogLine::text)
                .containsExactly(
                        "resource: resource sanity check: requesting [mem 0x0000000000201000-0x0000000000202000], which"
                                + " spans more than Reserved [mem 0x00200000-0x00201fff]",
                        "caller probe mapping multiple BARs");
    }

    @Test
    void reportsNothingWithinThePagesOfTheRangeOrBelowOneMebibyte() {
        assertThat(remapper.remapEncrypted(0x200001, 0x1FFF, "probe")).isPresent();
        assertThat(remapper.remapEncrypted(0x8800, 0x1000, "probe")).isPresent();

        assertThat(log.lines()).isEmpty();
    }
}
