package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that no option can have, of host and guest. */
class OptionValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host-misc-max | 1,2,3 | --host-misc-max '1,2,3' has too many numbers, expected N or N,N",
                "host-misc-max | x | --host-misc-max 'x' is not a number from 0 to 2147483647",
                "host-memory | 1 | --host-memory 1 is no multiple of 4 KiB, expected for instance 512M or 4G",
                "host-sev-es | yes | --host-sev-es 'yes' is unknown, expected one of on, off",
                "fault | x | --fault ",
                "act | before VMRUN: flip-bit | --act flip-bit page is missing",
                "act | after VMEXIT_CPUID: lie-cpuid eax=0x100000000 | --act lie-cpuid: 0x100000000 does not fit 32 bits",
                "act | after owner.launch-measurement: change-message part=header offset=0 mask=0 | --act mask 0x0 is out of range",
                "act | before VMRUN: swap-blocks page=secrets first=3 second=3 | --act swap-blocks exchanges block 3 with itself",
                "act | x | --act 'x' is not POINT: ACT",
                "state | '' | the name of a file is empty",
                "vcpus | 256 | --vcpus '256' is not a number from 1 to 255",
                "vcpus | 0 | --vcpus '0' is not a number from 1 to 255",
                "policy | zz | policy 'zz' is not a hexadecimal word of 32 bits",
                "era | v3 | --era 'v3' is unknown, expected one of v2, v7, final",
                "kernel | none | kernel none does not exist",
                "handle | -1 | --handle '-1' is not a number"
            })
    void refusesValues(String option, String value, String message) {
        assertThatThrownBy(() -> new MachineDraft(Path.of("")).set(option, value))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(message);
    }
}
