package dev.sevsim.cli.explain;

import dev.sevsim.cli.explain.Explanation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An explanation with the names and texts that find it.
 *
 * @param explanation the entry with its general causes
 * @param names full names and other spellings
 * @param patterns the texts of a message
 * @param contexts what a message is about: firmware commands, {@code /dev/sev}, {@code KVM}, {@code SNP}; empty for a code
 * @param causesIn further causes of a code, by the context in which they apply
 */
record CatalogueEntry(
        Explanation explanation,
        List<String> names,
        List<MessagePattern> patterns,
        Set<String> contexts,
        Map<String, List<String>> causesIn) {
    private static final String SNP = "SNP";
    private static final String LAUNCH_COMMANDS = "LAUNCH_";
    private static final List<String> LOOK_OF_NO_ANSWER =
            List.of("the errno in the line", "lines of ccp and kvm_amd in the kernel log");

    CatalogueEntry {
        names = List.copyOf(names);
        patterns = List.copyOf(patterns);
        contexts = Set.copyOf(contexts);
    }

    boolean isNamed(String word) {
        return names.stream().anyMatch(word::equalsIgnoreCase);
    }

    /** The names without the id of a message, which is the catalogue's own. */
    List<String> spokenNames() {
        return isMessage() ? names.subList(1, names.size()) : names;
    }

    boolean isMessage() {
        return explanation.kind() == Kind.MESSAGE;
    }

    /** The entry with all causes, each behind the context in which it applies: for a code that is asked for by itself. */
    Explanation everywhere() {
        List<String> causes = new ArrayList<>(explanation.causes());
        causesIn.forEach((context, more) -> more.stream()
                .filter(cause -> !explanation.causes().contains(cause))
                .forEach(cause -> causes.add(context + ": " + cause)));
        return explanation.withAdvice(explanation.rule(), causes, explanation.look());
    }

    /**
     * The entry of a message in a line whose status is that of no answer: what the firmware refuses is no cause of such a
     * line where the message is about a firmware command of a launch.
     */
    Explanation withoutAnswer() {
        boolean ofCommand =
                contexts.stream().anyMatch(context -> context.startsWith(LAUNCH_COMMANDS) || context.equals(SNP));
        return ofCommand
                ? explanation.withAdvice(
                        "", List.of("the firmware did not answer or was not called"), LOOK_OF_NO_ANSWER)
                : explanation;
    }

    /**
     * The entry of a code with the causes that apply in {@code where}: none where nothing is known about the line, since a
     * cause of another command would be a false one. For the same reason the rule of a status is left out under SNP, and the
     * rule of an error number in every line.
     */
    Explanation in(Set<String> where) {
        List<String> causes = new ArrayList<>();
        if (!where.isEmpty() && !where.contains(SNP)) {
            causes.addAll(explanation.causes());
        }
        causesIn.forEach((context, more) -> {
            if (where.contains(context)) {
                more.stream().filter(cause -> !causes.contains(cause)).forEach(causes::add);
            }
        });
        if (causes.isEmpty()) {
            return explanation.withAdvice("", List.of(), List.of());
        }
        if (explanation.kind() == Kind.ERRNO) {
            boolean ofHost = where.contains("KVM") || where.contains("/dev/sev");
            return explanation.withAdvice("", causes, ofHost ? explanation.look() : List.of());
        }
        return explanation.withAdvice(where.contains(SNP) ? "" : explanation.rule(), causes, explanation.look());
    }
}
