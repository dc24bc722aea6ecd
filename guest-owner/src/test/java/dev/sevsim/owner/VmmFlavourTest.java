package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VmmFlavourTest {
    @Test
    void takesFlavoursByNameOrTool() {
        assertThat(VmmFlavour.parse("qemu")).contains(VmmFlavour.QEMU_TYPED);
        assertThat(VmmFlavour.parse("QEMU")).contains(VmmFlavour.QEMU_TYPED);
        assertThat(VmmFlavour.parse("libvirt")).contains(VmmFlavour.QEMU_LEGACY);
        assertThat(VmmFlavour.parse("xen")).isEmpty();
        assertThat(VmmFlavour.names()).allMatch(name -> VmmFlavour.parse(name).isPresent());
    }

    @Test
    void parsesEveryNameThatItLists() {
        assertThat(VmmFlavour.names())
                .allSatisfy(name -> assertThat(VmmFlavour.parse(name)).isPresent());
        assertThat(Arrays.stream(VmmFlavour.values()).map(VmmFlavour::optionName))
                .containsExactlyInAnyOrder("qemu-legacy", "qemu", "sevctl", "ec2", "gce", "krun");
    }
}
