package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.owner.LaunchVariations.Variation;
import dev.sevsim.owner.ReportVariations.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the launch that a wrong measurement belongs to, by trying the usual differences: one, then two.
 *
 * <p>A MAC reveals nothing by itself: the result is a launch whose measurement has exactly the same bytes.
 */
public final class LaunchExplainer {
    /** Numbers of vCPUs that are tried unless another bound is set. */
    public static final int USUAL_MAXIMUM_VCPUS = 64;

    /** How many of the launches with one difference are tried with firmware of another version and build. */
    private static final int LIKELY = 60;

    private final ExpectedLaunch expected;
    private final GuestPolicy policy;
    private final OtherInputs others;
    private final int maximumVcpus;
    private final Workers workers;
    private final Consumer<String> progress;
    private final LaunchVariations launches;
    private final Lazy<List<Variation>> variations;

    private LaunchExplainer(
            ExpectedLaunch expected,
            GuestPolicy policy,
            OtherInputs others,
            int maximumVcpus,
            Workers workers,
            Consumer<String> progress) {
        this.expected = expected;
        this.policy = policy;
        this.others = others;
        this.maximumVcpus = maximumVcpus;
        this.workers = workers;
        this.progress = progress;
        this.launches = new LaunchVariations(expected, policy, others, maximumVcpus);
        this.variations = new Lazy<>(() -> launches.one(true));
    }

    /** Compares with this launch under this policy. */
    public static LaunchExplainer of(ExpectedLaunch expected, GuestPolicy policy) {
        return new LaunchExplainer(
                expected, policy, OtherInputs.none(), USUAL_MAXIMUM_VCPUS, Workers.direct(), step -> {});
    }

    /** Returns a copy that tries these inputs too. */
    public LaunchExplainer trying(OtherInputs more) {
        return new LaunchExplainer(expected, policy, more, maximumVcpus, workers, progress);
    }

    /** Returns a copy that tries every number of vCPUs up to {@code maximum}. */
    public LaunchExplainer tryingVcpus(int maximum) {
        return new LaunchExplainer(expected, policy, others, maximum, workers, progress);
    }

    /** Returns a copy that searches on these threads too. */
    public LaunchExplainer searchingOn(Workers threads) {
        return new LaunchExplainer(expected, policy, others, maximumVcpus, threads, progress);
    }

    /** Returns a copy that names each step of the search when it begins. */
    public LaunchExplainer telling(Consumer<String> listener) {
        return new LaunchExplainer(expected, policy, others, maximumVcpus, workers, listener);
    }

    /** What launch has this digest. */
    public Explained explainDigest(Bytes digest) {
        Search search = new Search(progress);
        if (expected.launchDigest(policy).equals(digest)) {
            return search.matches();
        }
        Predicate<Bytes> fits = digest::equals;
        return search.step(oneDifference(), counted -> first(variations.get().stream(), counted.of(fits)))
                .step(twoDifferences(), counted -> pairs(counted.of(fits)))
                .step(
                        otherMachines(),
                        counted -> first(launches.machines(0L, ExpectedVcpus.DEBUG_SWAP), counted.of(fits)))
                .answer(new NextSteps(expected, policy, others, maximumVcpus).forDigest());
    }

    /**
     * What launch has this measurement: one difference of the report or of the launch is tried first, then two.
     *
     * @param reported what the host reported, with the digest of the expected launch
     * @param blob the measurement that came
     * @param tik integrity key of the session
     * @param reports keys and nonces to try too
     */
    public Explained explain(Measurement reported, MeasurementBlob blob, SecretBytes tik, OtherReports reports) {
        List<Report> single = ReportVariations.of(reported, blob, tik, reports);
        Search search = new Search(progress);
        Bytes digest = expected.launchDigest(policy);
        if (single.get(0).fits(digest)) {
            return search.matches();
        }
        Predicate<Bytes> asReported = single.get(0)::fits;
        return search.step(
                        "the report: builds 0 to 255, versions 0.16 to 1.99, policy flags, nonce and keys",
                        counted -> report(single.stream().skip(1), digest, counted))
                .step(oneDifference(), counted -> first(variations.get().stream(), counted.of(asReported)))
                .step(
                        "firmware of another version and build",
                        counted -> report(ReportVariations.updates(reported, blob, tik), digest, counted))
                .step(twoDifferences(), counted -> pairs(counted.of(asReported)))
                .step("one difference of the launch with one of the report", counted -> both(single, counted))
                .step(
                        "SEV-ES turned on or off in the policy, with other processors",
                        counted -> otherState(ReportVariations.withOtherState(reported, blob, tik), counted))
                .step(
                        otherMachines(),
                        counted -> first(launches.machines(0L, ExpectedVcpus.DEBUG_SWAP), counted.of(asReported)))
                .step(
                        "firmware of another version and build with one likely difference of the launch",
                        counted -> updated(
                                ReportVariations.updates(reported, blob, tik).toList(), counted))
                .answer(new NextSteps(expected, policy, others, maximumVcpus).forMeasurement(reports));
    }

    /** A single difference only, for a verdict that is to come at once. */
    Explained explainQuickly(Measurement reported, MeasurementBlob blob, SecretBytes tik) {
        List<Report> single = ReportVariations.of(reported, blob, tik, OtherReports.none());
        Bytes digest = expected.launchDigest(policy);
        return new Search(progress)
                .step("the report", counted -> report(single.stream().skip(1), digest, counted))
                .step("the launch", counted -> first(launches.one(false).stream(), counted.of(single.get(0)::fits)))
                .step(otherMachines(), counted -> first(launches.machines(0L), counted.of(single.get(0)::fits)))
                .answer(List.of());
    }

    private String oneDifference() {
        return "one difference: " + new NextSteps(expected, policy, others, maximumVcpus).triedInputs();
    }

    private String twoDifferences() {
        return "two of them together";
    }

    private String otherMachines() {
        return "1 to " + maximumVcpus + " vCPUs of every known CPU model under every VMM, with and without debug_swap";
    }

    private static Optional<List<LaunchDifference>> first(Stream<Variation> variations, Predicate<Bytes> fits) {
        return variations.filter(v -> fits.test(v.digest())).findFirst().map(Variation::differences);
    }

    private Optional<List<LaunchDifference>> pairs(Predicate<Bytes> fits) {
        return workers.first(launches.two().stream()
                .<Supplier<Optional<List<LaunchDifference>>>>map(group -> () -> first(group.get(), fits))
                .toList());
    }

    private Optional<List<LaunchDifference>> report(Stream<Report> reports, Bytes digest, Search.Counted counted) {
        return reports.filter(report -> counted.of(report::fits)
                        .test(digestUnder(report.wanted().policy(), digest)))
                .findFirst()
                .map(report -> report.difference().stream().toList());
    }

    private Optional<List<LaunchDifference>> both(List<Report> reports, Search.Counted counted) {
        List<Variation> all = variations.get();
        return workers.first(reports.stream()
                .skip(1)
                .<Supplier<Optional<List<LaunchDifference>>>>map(
                        report -> () -> together(report, all.stream(), counted.of(report::fits)))
                .toList());
    }

    private Optional<List<LaunchDifference>> updated(List<Report> updates, Search.Counted counted) {
        return workers.first(variations.get().stream()
                .limit(LIKELY)
                .<Supplier<Optional<List<LaunchDifference>>>>map(launch -> () -> updates.stream()
                        .flatMap(update -> together(update, Stream.of(launch), counted.of(update::fits)).stream())
                        .findFirst())
                .toList());
    }

    private Optional<List<LaunchDifference>> otherState(List<Report> reports, Search.Counted counted) {
        if (policy.encryptedState()) {
            return Optional.empty();
        }
        List<Variation> all = launches.machines(0L, ExpectedVcpus.DEBUG_SWAP).toList();
        return workers.first(reports.stream()
                .<Supplier<Optional<List<LaunchDifference>>>>map(
                        report -> () -> together(report, all.stream(), counted.of(report::fits)))
                .toList());
    }

    private static Optional<List<LaunchDifference>> together(
            Report report, Stream<Variation> launches, Predicate<Bytes> fits) {
        return first(launches, fits).map(found -> {
            List<LaunchDifference> both = new ArrayList<>(found);
            report.difference().ifPresent(both::add);
            return both;
        });
    }

    /** The digest of the expected inputs when the other policy turns SEV-ES on or off. */
    private Bytes digestUnder(GuestPolicy other, Bytes digest) {
        boolean known = expected.vcpus().isPresent() || !other.encryptedState();
        return ReportVariations.differInEncryptedState(policy, other) && known ? expected.launchDigest(other) : digest;
    }
}
