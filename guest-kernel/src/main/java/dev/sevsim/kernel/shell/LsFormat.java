package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.FileStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.ToIntFunction;

/** How {@code ls} lays entries out. */
interface LsFormat {
    /** The lines for {@code entries}; widths are taken over {@code measured}. */
    String text(List<LsCommand.Entry> entries, List<LsCommand.Entry> measured);

    /** The format that the options ask for; {@code now} decides between time and year. */
    static LsFormat of(Options options, boolean terminal, Instant now) {
        if (options.has('l')) {
            return new LongListing(now);
        }
        boolean columns = options.has('C') || (terminal && !options.has('1'));
        return columns ? new Columns() : new Single();
    }

    /**
     * One line of attributes each.
     *
     * @param now the present
     */
    record LongListing(Instant now) implements LsFormat {
        private static final List<String> MONTHS =
                List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
        /** Half of a mean Gregorian year. */
        private static final long RECENT_SECONDS = 31556952 / 2;

        @Override
        public String text(List<LsCommand.Entry> entries, List<LsCommand.Entry> measured) {
            int links = width(measured, entry -> entry.status().links());
            int size = width(measured, entry -> (int) entry.status().size());
            StringBuilder text = new StringBuilder();
            for (LsCommand.Entry entry : entries) {
                FileStatus status = entry.status();
                text.append(FileModes.text(status.mode()))
                        .append((" %" + links + "d root root %" + size + "d ").formatted(status.links(), status.size()))
                        .append(time(status.modified()))
                        .append(' ')
                        .append(entry.name())
                        .append('\n');
            }
            return text.toString();
        }

        private static int width(List<LsCommand.Entry> entries, ToIntFunction<LsCommand.Entry> value) {
            return entries.stream()
                    .mapToInt(entry -> Integer.toString(value.applyAsInt(entry)).length())
                    .max()
                    .orElse(1);
        }

        private String time(Instant instant) {
            ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
            String day = "%s %2d ".formatted(MONTHS.get(time.getMonthValue() - 1), time.getDayOfMonth());
            boolean recent = !instant.isAfter(now) && instant.isAfter(now.minusSeconds(RECENT_SECONDS));
            return day
                    + (recent
                            ? "%02d:%02d".formatted(time.getHour(), time.getMinute())
                            : "%5d".formatted(time.getYear()));
        }
    }

    /** One name a line. */
    record Single() implements LsFormat {
        @Override
        public String text(List<LsCommand.Entry> entries, List<LsCommand.Entry> measured) {
            StringBuilder text = new StringBuilder();
            entries.forEach(entry -> text.append(entry.name()).append('\n'));
            return text.toString();
        }
    }

    /** As many columns as fit 80 characters, filled downwards, tabs between them. */
    record Columns() implements LsFormat {
        private static final int LINE = 80;
        private static final int GAP = 2;
        private static final int TAB = 8;

        @Override
        public String text(List<LsCommand.Entry> entries, List<LsCommand.Entry> measured) {
            for (int columns = Math.min(entries.size(), LINE / (GAP + 1)); columns > 1; columns--) {
                int rows = (entries.size() + columns - 1) / columns;
                int[] widths = widths(entries, columns, rows);
                int total = 0;
                for (int width : widths) {
                    total += width;
                }
                if (total < LINE) {
                    return fill(entries, rows, widths);
                }
            }
            return new Single().text(entries, measured);
        }

        private static int[] widths(List<LsCommand.Entry> entries, int columns, int rows) {
            int[] widths = new int[columns];
            for (int i = 0; i < entries.size(); i++) {
                int column = i / rows;
                int gap = column == columns - 1 ? 0 : GAP;
                widths[column] = Math.max(widths[column], entries.get(i).name().length() + gap);
            }
            return widths;
        }

        private static String fill(List<LsCommand.Entry> entries, int rows, int[] widths) {
            StringBuilder text = new StringBuilder();
            for (int row = 0; row < rows; row++) {
                int start = 0;
                for (int i = row; i < entries.size(); i += rows) {
                    String name = entries.get(i).name();
                    text.append(name);
                    if (i + rows < entries.size()) {
                        int next = start + widths[i / rows];
                        indent(text, start + name.length(), next);
                        start = next;
                    }
                }
                text.append('\n');
            }
            return text.toString();
        }

        private static void indent(StringBuilder text, int from, int to) {
            int at = from;
            while (at < to) {
                if (to / TAB > (at + 1) / TAB) {
                    text.append('\t');
                    at += TAB - at % TAB;
                } else {
                    text.append(' ');
                    at++;
                }
            }
        }
    }
}
