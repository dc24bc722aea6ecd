package dev.sevsim.it.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a run as a document, which is also readable on a terminal. */
final class Report {
    private final List<Measured> measured;
    private final List<MemoryCost> memory;
    private final int rounds;

    Report(List<Measured> measured, List<MemoryCost> memory, int rounds) {
        this.measured = measured;
        this.memory = memory;
        this.rounds = rounds;
    }

    /** Everything, as Markdown. */
    String document() {
        return String.join(
                "\n",
                "# Benchmarks",
                "",
                "Made by `mvn -Pbenchmarks verify -Dsevsim.benchmarks.write=docs/benchmarks.md` on a "
                        + MachineClass.describe() + ", " + MachineClass.jdk() + ".",
                "",
                "Machines differ, so figures are held against work of the JDK on one thread and of the kernel in the same run: "
                        + yardsticks() + ".",
                "Each figure is a median of calls, in the median of " + rounds
                        + " rounds; a round measures everything once"
                        + " in fresh JVMs (JMH), each benchmark soon after its yardstick. What else the machine had to do shows in the range of the rounds.",
                "",
                figures(),
                "",
                "LAUNCH_UPDATE_DATA is a share of the yardstick's rate. Guest memory is asked for 5 GB/s where AES/ECB does"
                        + " 15 GB/s; where AES/ECB is slower than that, its figure is scaled up.",
                "A launch is a whole one, through all five parties: machine, attestation, injection, boot, the guest's shell,"
                        + " power off.",
                "",
                "## Memory",
                "",
                "Heap that a board of 4 GiB keeps, after so many of its pages were written. Asked for: 1 MiB, and per page"
                        + " no more than " + Text.number(MemoryCost.MOST_PER_PAGE) + " pages.",
                "",
                memory(),
                "");
    }

    private String figures() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"", "measured", "rounds", "asked for", "verdict", "time in yardsticks"});
        for (Measured one : measured) {
            Target target = one.target();
            rows.add(new String[] {
                target.name(),
                one.text(),
                one.range(),
                target.bound().text(),
                one.verdict(),
                one.ratio() + " × " + target.yardstick().text()
            });
        }
        return table(rows);
    }

    private String memory() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"pages touched", "frames", "heap", "heap per page", "verdict"});
        for (MemoryCost cost : memory) {
            rows.add(new String[] {
                Integer.toString(cost.pages()),
                Long.toString(cost.frames()),
                cost.heapBytes() / 1024 + " KiB",
                cost.pages() == 0 ? "" : cost.heapBytes() / cost.pages() + " bytes",
                cost.isMet() ? "met" : "missed"
            });
        }
        return table(rows);
    }

    private String yardsticks() {
        Map<Yardstick, String> speeds = new LinkedHashMap<>();
        for (Measured one : measured) {
            Yardstick yardstick = one.target().yardstick();
            speeds.putIfAbsent(yardstick, yardstick.text() + " at " + yardstick.speed(one.yardstickMicros()));
        }
        return String.join(", ", speeds.values());
    }

    /** Columns as wide as their widest cell; the first row is the head. */
    private static String table(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder(line(rows.get(0), widths)).append('\n');
        text.append('|');
        Arrays.stream(widths)
                .forEach(width -> text.append("-".repeat(width + 2)).append('|'));
        for (String[] row : rows.subList(1, rows.size())) {
            text.append('\n').append(line(row, widths));
        }
        return text.toString();
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < row.length; i++) {
            text.append(' ')
                    .append(row[i])
                    .append(" ".repeat(widths[i] - row[i].length()))
                    .append(" |");
        }
        return text.toString();
    }
}
