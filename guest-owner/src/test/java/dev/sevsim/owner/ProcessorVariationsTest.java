package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.LaunchVariations.Variation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessorVariationsTest {
    private static final CpuSignature MILAN = new CpuSignature(0xA00F11);
    private static final Optional<Integer> START = Optional.of(0x80_B004);
    private static final Bytes IMAGE = Bytes.ofUtf8("image");

    private static List<Variation> of(ExpectedVcpus expected, Optional<Integer> start) {
        return new ProcessorVariations(Optional.of(expected), 4)
                .of(start, ImageDigest.of(IMAGE).growing(Bytes.EMPTY))
                .toList();
    }

    private static String textOf(List<Variation> variations, Bytes digest) {
        return variations.stream()
                .filter(variation -> variation.digest().equals(digest))
                .findFirst()
                .orElseThrow()
                .differences()
                .get(0)
                .text();
    }

    /** The digests by the JDK alone, over save areas that have tests of their own. */
    @Test
    void nameCountsAndDebugSwap() {
        ExpectedVcpus two = ExpectedVcpus.of(2, MILAN, VmmFlavour.QEMU_TYPED);
        List<Variation> variations = of(two, START);
        List<Bytes> areas = two.areas(START);

        assertThat(textOf(variations, JdkDigest.sha256(Bytes.concat(IMAGE, areas.get(0)))))
                .isEqualTo("1 vCPU");
        assertThat(textOf(variations, JdkDigest.sha256(Bytes.concat(IMAGE, areas.get(0), areas.get(1), areas.get(1)))))
                .isEqualTo("3 vCPUs");
        List<Bytes> swapped = two.withSevFeatures(0x20).areas(START);
        assertThat(textOf(variations, JdkDigest.sha256(Bytes.concat(IMAGE, swapped.get(0), swapped.get(1)))))
                .isEqualTo("save areas with SEV_FEATURES 0x20 (kvm_amd debug_swap=1)");
        assertThat(textOf(
                        of(two.withSevFeatures(0x20), START),
                        JdkDigest.sha256(Bytes.concat(IMAGE, areas.get(0), areas.get(1)))))
                .isEqualTo("save areas with SEV_FEATURES 0 (kvm_amd debug_swap=0)");
    }

    @Test
    void leaveOutWhatAnImageWithoutStartAddressCannotHave() {
        assertThat(of(ExpectedVcpus.of(1, MILAN, VmmFlavour.QEMU_TYPED), Optional.empty()))
                .noneMatch(variation -> variation.differences().get(0).text().matches("[0-9]+ vCPUs"));
    }

    @Test
    void coverEveryMachine() {
        long machines = new ProcessorVariations(Optional.empty(), 3)
                .machines(START, ImageDigest.of(IMAGE).growing(Bytes.EMPTY), 0L, 0x20L)
                .map(Variation::digest)
                .count();

        assertThat(machines).isEqualTo(CpuSignature.models().count() * VmmFlavour.values().length * 2 * 3);
    }
}
