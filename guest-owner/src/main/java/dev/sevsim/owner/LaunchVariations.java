package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.owner.HashVariations.Table;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The launches that are one or two mistakes away from the expected one, with their digests: another image, other hashes
 * of kernel, initrd and command line, other processors. Our own choice of mistakes.
 */
final class LaunchVariations {
    private final ExpectedLaunch expected;
    private final GuestPolicy policy;
    private final OtherInputs others;
    private final int maximumVcpus;
    private final Lazy<Image> image;

    /** A launch and what it differs in. */
    record Variation(List<LaunchDifference> differences, Bytes digest) {
        Variation {
            differences = List.copyOf(differences);
        }
    }

    /** An image, what is different in it, and where it lets application processors start. */
    private record Image(List<LaunchDifference> differences, ImageDigest digest, Optional<Integer> start) {}

    LaunchVariations(ExpectedLaunch expected, GuestPolicy policy, OtherInputs others, int maximumVcpus) {
        this.expected = expected;
        this.policy = policy;
        this.others = others;
        this.maximumVcpus = maximumVcpus;
        this.image = new Lazy<>(
                () -> new Image(List.of(), ImageDigest.of(expected.firmware()), expected.applicationStart()));
    }

    /**
     * Launches with one difference; those of the likeliest mistakes first.
     *
     * @param withSetupHeaders whether kernels with filled-in setup headers are among them
     */
    List<Variation> one(boolean withSetupHeaders) {
        Image base = image.get();
        List<Variation> found = new ArrayList<>();
        found.add(new Variation(
                List.of(new LaunchDifference(Input.EVERYTHING, "a launch in which nothing was measured")),
                KernelHashes.sha256(Bytes.EMPTY)));
        tables(withSetupHeaders).forEach(table -> found.add(launch(base, table, areas(base))));
        otherImages().forEach(other -> found.add(launch(other, asExpected(), areas(other))));
        processors(base, asExpected()).forEach(found::add);
        return found;
    }

    /** Launches with two differences, in groups that can be searched one by one. */
    List<Supplier<Stream<Variation>>> two() {
        Image base = image.get();
        List<Supplier<Stream<Variation>>> groups = new ArrayList<>();
        expected.kernel()
                .ifPresent(kernel -> groups.add(() ->
                        HashVariations.two(kernel, others).stream().map(table -> launch(base, table, areas(base)))));
        for (Image other : otherImages()) {
            groups.add(() -> tables(true).stream().map(table -> launch(other, table, areas(other))));
            groups.add(() -> processors(other, asExpected()));
        }
        if (policy.encryptedState()) {
            tables(true).forEach(table -> groups.add(() -> processors(base, table)));
        }
        return groups;
    }

    /**
     * Launches with other processors altogether: every known CPU model under every VMM, in every number. For a plain
     * launch these are the SEV-ES launches of the same files.
     *
     * @param features the SEV_FEATURES words that are tried
     */
    Stream<Variation> machines(Long... features) {
        return new ProcessorVariations(expected.vcpus(), maximumVcpus)
                .machines(
                        image.get().start(),
                        image.get().digest().growing(asExpected().content()),
                        features)
                .map(machine -> policy.encryptedState()
                        ? machine
                        : new Variation(
                                List.of(new LaunchDifference(
                                        Input.SAVE_AREAS,
                                        "an SEV-ES launch of the same files, "
                                                + machine.differences().get(0).text())),
                                machine.digest()));
    }

    private Stream<Variation> processors(Image of, Table table) {
        Optional<ExpectedVcpus> vcpus = expected.vcpus().filter(v -> policy.encryptedState());
        return vcpus.isEmpty()
                ? Stream.empty()
                : new ProcessorVariations(vcpus, maximumVcpus)
                        .of(of.start(), of.digest().growing(table.content()))
                        .map(found -> new Variation(
                                joined(joined(of.differences(), found.differences()), table.differences()),
                                found.digest()));
    }

    private Table asExpected() {
        return new Table(List.of(), expected.hashesTable().orElse(Bytes.EMPTY));
    }

    private List<Table> tables(boolean withSetupHeaders) {
        return expected.kernel()
                .map(kernel -> HashVariations.one(kernel, others, withSetupHeaders))
                .orElseGet(() -> List.of(new Table(
                        List.of(new LaunchDifference(
                                Input.KERNEL_HASHES,
                                "the OVMF image with the hashes of no kernel, no initrd and no command line")),
                        KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, "").encode())));
    }

    /** Other images, except those with which no host can start as many processors. */
    private List<Image> otherImages() {
        List<Image> images = new ArrayList<>();
        for (OtherInputs.Named other : others.firmware()) {
            Optional<Integer> start = OvmfTable.read(other.content()).sevEsResetAddress();
            boolean startsAll = !policy.encryptedState()
                    || start.isPresent()
                    || expected.vcpus().filter(v -> v.count() > 1).isEmpty();
            if (startsAll) {
                images.add(new Image(
                        List.of(new LaunchDifference(Input.FIRMWARE, "the OVMF image " + other.name())),
                        ImageDigest.of(other.content()),
                        start));
            }
        }
        return images;
    }

    private List<Bytes> areas(Image of) {
        return policy.encryptedState() && expected.vcpus().isPresent()
                ? expected.vcpus().get().areas(of.start())
                : expected.saveAreas(policy);
    }

    private static Variation launch(Image of, Table table, List<Bytes> areas) {
        boolean withoutHashes = !of.differences().isEmpty()
                && table.content().isEmpty()
                && !table.differences().isEmpty();
        List<LaunchDifference> inTable = withoutHashes
                ? List.of(new LaunchDifference(Input.KERNEL_HASHES, "a launch without kernel hashes"))
                : table.differences();
        return new Variation(joined(of.differences(), inTable), of.digest().with(table.content(), areas));
    }

    private static List<LaunchDifference> joined(List<LaunchDifference> some, List<LaunchDifference> more) {
        List<LaunchDifference> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
