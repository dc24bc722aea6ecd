package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.ImageDigest.Growing;
import dev.sevsim.owner.LaunchDifference.Input;
import dev.sevsim.owner.LaunchVariations.Variation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The save areas of an SEV-ES launch that differ from the expected ones. Our own choice of mistakes. */
final class ProcessorVariations {
    private static final String DEBUG_SWAP = "SEV_FEATURES 0x20 (kvm_amd debug_swap=1)";
    private static final String NO_FEATURES = "SEV_FEATURES 0 (kvm_amd debug_swap=0)";

    private final Optional<ExpectedVcpus> expected;
    private final int maximumVcpus;

    ProcessorVariations(Optional<ExpectedVcpus> expected, int maximumVcpus) {
        this.expected = expected;
        this.maximumVcpus = maximumVcpus;
    }

    /**
     * Launches with other processors than the expected ones.
     *
     * @param start where application processors start in the image; empty when it has no such place
     * @param measured everything that is measured before the save areas
     */
    Stream<Variation> of(Optional<Integer> start, Growing measured) {
        ExpectedVcpus right = expected.orElseThrow();
        List<Variation> found = new ArrayList<>();
        found.add(new Variation(
                List.of(new LaunchDifference(Input.SAVE_AREAS, "a launch without the save areas of its vCPUs")),
                measured.digest()));
        boolean startsAll = right.count() == 1 || start.isPresent();
        if (startsAll) {
            List<Bytes> areas = right.areas(start);
            features(right, start, measured, found);
            if (right.count() > 1) {
                List<Bytes> alike = Collections.nCopies(right.count(), areas.get(0));
                add(found, Input.SAVE_AREAS, "every vCPU with the save area of the first", measured.with(alike));
            }
        }
        counts(right, start, measured, found);
        if (startsAll) {
            kinds(right, start, measured, found);
        }
        return found.stream();
    }

    /** Every known CPU model under every VMM, with each of these SEV_FEATURES words, in every number. */
    Stream<Variation> machines(Optional<Integer> start, Growing measured, Long... words) {
        return signatures().stream()
                .flatMap(signature -> Stream.of(VmmFlavour.values())
                        .flatMap(flavour -> Stream.of(words)
                                .flatMap(features -> machines(signature, flavour, features, start, measured))));
    }

    private Stream<Variation> machines(
            CpuSignature signature, VmmFlavour flavour, long features, Optional<Integer> start, Growing measured) {
        int most = start.isPresent() ? maximumVcpus : 1;
        List<Bytes> two = ExpectedVcpus.of(Math.min(most, 2), signature, flavour)
                .withSevFeatures(features)
                .areas(start);
        List<Variation> found = new ArrayList<>();
        Growing growing = measured.copy();
        for (int count = 1; count <= most; count++) {
            growing.add(two.get(count == 1 ? 0 : 1));
            add(
                    found,
                    Input.SAVE_AREAS,
                    vcpus(count) + " of CPU model " + signature + " as " + flavour.optionName() + " sets them up"
                            + (features == 0 ? "" : ", with " + DEBUG_SWAP),
                    growing.digest());
        }
        return found.stream();
    }

    private static void features(
            ExpectedVcpus right, Optional<Integer> start, Growing measured, List<Variation> found) {
        long other = right.sevFeatures() == 0 ? ExpectedVcpus.DEBUG_SWAP : 0;
        add(
                found,
                Input.SAVE_AREAS,
                "save areas with " + (other == 0 ? NO_FEATURES : DEBUG_SWAP),
                measured.with(right.withSevFeatures(other).areas(start)));
    }

    private void counts(ExpectedVcpus right, Optional<Integer> start, Growing measured, List<Variation> found) {
        Optional<List<Bytes>> two = right.areasOfTwo(start);
        Growing growing = measured.copy();
        for (int count = 1; count <= maximumVcpus && (count == 1 || two.isPresent()); count++) {
            growing.add(count == 1 ? right.bootArea(start) : two.orElseThrow().get(1));
            if (count != right.count()) {
                add(found, Input.VCPU_COUNT, vcpus(count), growing.digest());
            }
        }
    }

    private void kinds(ExpectedVcpus right, Optional<Integer> start, Growing measured, List<Variation> found) {
        List<Bytes> areas = right.areas(start);
        for (long features : List.of(right.sevFeatures(), right.sevFeatures() ^ ExpectedVcpus.DEBUG_SWAP)) {
            for (CpuSignature signature : signatures()) {
                for (VmmFlavour flavour : VmmFlavour.values()) {
                    List<Bytes> theirs = ExpectedVcpus.of(right.count(), signature, flavour)
                            .withSevFeatures(features)
                            .areas(start);
                    if (!theirs.equals(areas)) {
                        kind(right, signature, flavour, features)
                                .ifPresent(difference ->
                                        found.add(new Variation(List.of(difference), measured.with(theirs))));
                    }
                }
            }
        }
    }

    private static Optional<LaunchDifference> kind(
            ExpectedVcpus right, CpuSignature signature, VmmFlavour flavour, long features) {
        boolean sameCpu = right.signature().filter(signature::equals).isPresent();
        boolean sameVmm = right.flavour().filter(flavour::equals).isPresent();
        if (sameCpu && sameVmm) {
            return Optional.empty();
        }
        String text = sameVmm
                ? "CPU model " + signature
                : sameCpu
                        ? "vCPUs as " + flavour.optionName() + " sets them up"
                        : "CPU model " + signature + " as " + flavour.optionName() + " sets it up";
        String with = features == right.sevFeatures() ? "" : ", with " + (features == 0 ? NO_FEATURES : DEBUG_SWAP);
        return Optional.of(new LaunchDifference(sameCpu ? Input.VMM_FLAVOUR : Input.CPU_MODEL, text + with));
    }

    /** The expected processor, then every other one that has a name. */
    private List<CpuSignature> signatures() {
        return Stream.concat(expected.flatMap(ExpectedVcpus::signature).stream(), CpuSignature.models())
                .distinct()
                .toList();
    }

    private static String vcpus(int count) {
        return count == 1 ? "1 vCPU" : count + " vCPUs";
    }

    private static void add(List<Variation> found, Input input, String text, Bytes digest) {
        found.add(new Variation(List.of(new LaunchDifference(input, text)), digest));
    }
}
