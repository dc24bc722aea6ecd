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
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds the launch that a wrong measurement belongs to, by trying the usual differences.
 *
 * <p>A MAC reveals nothing by itself: the result is a launch whose measurement has exactly the same bytes.
 */
public final class LaunchExplainer {
    /** Numbers of vCPUs that are tried unless another bound is set. */
    public static final int USUAL_MAXIMUM_VCPUS = 64;

    private final ExpectedLaunch expected;
    private final GuestPolicy policy;
    private final OtherInputs others;
    private final int maximumVcpus;
    private final Workers workers;
    private final Lazy<List<Variation>> variations;
    private final Lazy<List<Variation>> machines;

    /**
     * The answer of a search.
     *
     * @param matches whether there is nothing to explain
     * @param differences what fits; empty when the launch is the expected one, or nothing that was tried fits
     * @param tried number of launches that were tried
     */
    public record Answer(boolean matches, List<LaunchDifference> differences, long tried) {
        public Answer {
            differences = List.copyOf(differences);
        }

        /** One line for people. */
        public String describe() {
            if (matches) {
                return "it is the expected launch";
            }
            return differences.isEmpty()
                    ? "none of " + tried + " variations fits"
                    : "it fits "
                            + String.join(
                                    " together with ",
                                    differences.stream()
                                            .map(LaunchDifference::text)
                                            .toList());
        }
    }

    private LaunchExplainer(
            ExpectedLaunch expected, GuestPolicy policy, OtherInputs others, int maximumVcpus, Workers workers) {
        this.expected = expected;
        this.policy = policy;
        this.others = others;
        this.maximumVcpus = maximumVcpus;
        this.workers = workers;
        this.variations = new Lazy<>(() -> LaunchVariations.of(expected, policy, others, maximumVcpus));
        this.machines = new Lazy<>(() -> LaunchVariations.ofMachines(expected, policy, others, maximumVcpus));
    }

    /** Compares with this launch under this policy. */
    public static LaunchExplainer of(ExpectedLaunch expected, GuestPolicy policy) {
        return new LaunchExplainer(expected, policy, OtherInputs.none(), USUAL_MAXIMUM_VCPUS, Workers.direct());
    }

    /** Returns a copy that tries these inputs too. */
    public LaunchExplainer trying(OtherInputs more) {
        return new LaunchExplainer(expected, policy, more, maximumVcpus, workers);
    }

    /** Returns a copy that tries every number of vCPUs up to {@code maximum}. */
    public LaunchExplainer tryingVcpus(int maximum) {
        return new LaunchExplainer(expected, policy, others, maximum, workers);
    }

    /** Returns a copy that searches on these threads too. */
    public LaunchExplainer searchingOn(Workers threads) {
        return new LaunchExplainer(expected, policy, others, maximumVcpus, threads);
    }

    /** What launch has this digest. */
    public Answer explainDigest(Bytes digest) {
        if (expected.launchDigest(policy).equals(digest)) {
            return new Answer(true, List.of(), 1);
        }
        Optional<LaunchDifference> fitting =
                firstOf(variation -> variation.digest().equals(digest));
        return new Answer(false, fitting.stream().toList(), 1L + tried(fitting));
    }

    /**
     * What launch has this measurement: one difference is tried first, then one of the launch together with one of the
     * report.
     *
     * @param reported what the host reported, with the digest of the expected launch
     * @param blob the measurement that came
     * @param tik integrity key of the session
     * @param tek encryption key of the session, to find out whether the keys are swapped
     */
    public Answer explain(Measurement reported, MeasurementBlob blob, SecretBytes tik, Optional<SecretBytes> tek) {
        List<Report> reports = ReportVariations.of(reported, blob, tik, tek);
        Answer single = single(reports);
        if (single.matches() || !single.differences().isEmpty()) {
            return single;
        }
        long tried = (long) reports.size() * (1 + variations.get().size());
        return pair(reports)
                .map(found -> new Answer(false, found, tried))
                .orElseGet(() -> new Answer(false, List.of(), tried));
    }

    /** A single difference only, for a verdict that is to come at once. */
    Answer explainQuickly(Measurement reported, MeasurementBlob blob, SecretBytes tik) {
        return single(ReportVariations.of(reported, blob, tik, Optional.empty()));
    }

    private Answer single(List<Report> reports) {
        Report asReported = reports.get(0);
        Bytes digest = expected.launchDigest(policy);
        if (asReported.fits(digest)) {
            return new Answer(true, List.of(), 1);
        }
        Optional<LaunchDifference> found = reports.stream()
                .skip(1)
                .filter(report -> report.fits(digestUnder(report.wanted().policy(), digest)))
                .flatMap(report -> report.difference().stream())
                .findFirst()
                .or(() -> firstOf(variation -> asReported.fits(variation.digest())));
        return new Answer(false, found.stream().toList(), reports.size() + tried(found));
    }

    /** The likeliest launch that fits. */
    private Optional<LaunchDifference> firstOf(Predicate<Variation> fits) {
        return variations.get().stream()
                .filter(fits)
                .findFirst()
                .or(() -> machines.get().stream().filter(fits).findFirst())
                .map(Variation::difference);
    }

    /** Other machines are tried only when nothing else fits. */
    private long tried(Optional<LaunchDifference> found) {
        return variations.get().size()
                + (found.isPresent() ? 0L : machines.get().size());
    }

    private Optional<List<LaunchDifference>> pair(List<Report> reports) {
        List<Variation> launches = variations.get();
        return workers.first(reports.stream()
                .skip(1)
                .<Supplier<Optional<List<LaunchDifference>>>>map(report -> () -> launches.stream()
                        .filter(variation -> report.fits(variation.digest()))
                        .map(variation -> together(variation, report))
                        .findFirst())
                .toList());
    }

    private static List<LaunchDifference> together(Variation variation, Report report) {
        List<LaunchDifference> both = new ArrayList<>();
        both.add(variation.difference());
        report.difference().ifPresent(both::add);
        return both;
    }

    /** The digest of the expected inputs when the other policy turns SEV-ES on or off. */
    private Bytes digestUnder(GuestPolicy other, Bytes digest) {
        boolean known = expected.vcpus().isPresent() || !other.encryptedState();
        return ReportVariations.differInEncryptedState(policy, other) && known ? expected.launchDigest(other) : digest;
    }
}
