package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.cli.demo.DemoReport;
import dev.sevsim.cli.demo.EncryptedFilesDemo;
import dev.sevsim.cli.demo.EncryptedFilesDemo.Leak;
import dev.sevsim.cli.demo.Narrator;
import dev.sevsim.machine.Seed;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo encrypted-files}: an application whose files are encrypted on its disk. */
@Command(
        name = "encrypted-files",
        description =
                "Runs an application in a guest that decrypts files with a launch secret, and searches everything that the host can read for the key and the files.")
@JsonVerb.Report("demo")
final class DemoEncryptedFilesCommand extends JsonVerb {
    @Option(
            names = "--leak",
            description = "Let the application print its key, which the search has to find; the exit status is 1.")
    private boolean leak;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Override
    public Integer call() {
        // The demonstration prints its seed: its secrets are its own.
        long chosen = seed.value().orElseGet(Seed::fresh);
        if (!json()) {
            console.line(SeedOption.notice(OptionalLong.of(chosen)));
        }
        DemoReport report = EncryptedFilesDemo.run(
                chosen, leak ? Leak.PRINTS_ITS_KEY : Leak.NONE, json() ? Narrator.NONE : new Chapters());
        if (json()) {
            console.json(toJson(report));
        } else {
            console.line("");
            console.line("verdict: " + (report.holds() ? "nothing leaked" : "something leaked"));
        }
        if (!report.holds()) {
            console.error("demo failed: " + problem(report));
            return Main.REFUSED;
        }
        return Main.OK;
    }

    private static String problem(DemoReport report) {
        return report.searches().stream()
                .filter(search -> !search.leaks().isEmpty() || !search.controlFound())
                .map(search -> search.leaks().isEmpty()
                        ? "the search of " + search.place() + " did not find its control"
                        : search.leaks().get(0) + " (" + search.place() + ")")
                .findFirst()
                .orElse("the secret was found after its unlink");
    }

    private static String toJson(DemoReport report) {
        return JsonText.object(g -> {
            g.writeStringProperty("demo", "encrypted-files");
            g.writeNumberProperty("seed", report.seed());
            g.writeBooleanProperty("holds", report.holds());
            JsonText.texts(g, "result", report.result());
            JsonText.objects(g, "searches", report.searches(), search -> {
                g.writeStringProperty("place", search.place());
                g.writeNumberProperty("size", search.size());
                g.writeBooleanProperty("controlFound", search.controlFound());
                JsonText.texts(g, "leaks", search.leaks());
            });
            g.writeBooleanProperty("keyInGuestMemory", report.keyInGuestMemory());
            g.writeBooleanProperty("keyAfterUnlink", report.keyAfterUnlink());
            g.writeBooleanProperty("readableAfterUnlink", report.readableAfterUnlink());
        });
    }

    /** Prints numbered chapters. */
    private final class Chapters implements Narrator {
        /** Bytes side by side in a comparison. */
        private static final int PER_ROW = 8;

        private int chapters;

        @Override
        public void chapter(String title) {
            chapters++;
            console.line("");
            console.line(chapters + ". " + title);
            console.line("");
        }

        @Override
        public void say(String text) {
            console.line("   " + text);
        }

        @Override
        public void compare(String leftTitle, Bytes left, String rightTitle, Bytes right) {
            console.line(String.format(Locale.ROOT, "   %-37s %s", leftTitle, rightTitle));
            for (int at = 0; at < left.length(); at += PER_ROW) {
                console.line(String.format(
                        Locale.ROOT,
                        "   %s    %s",
                        row(left, at, Math.min(left.length(), at + PER_ROW)),
                        row(right, at, Math.min(right.length(), at + PER_ROW))));
            }
        }

        private String row(Bytes bytes, int from, int to) {
            StringBuilder hex = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int i = from; i < to; i++) {
                int b = bytes.u8(i);
                hex.append(String.format(Locale.ROOT, "%02x ", b));
                text.append(b >= 0x20 && b < 0x7F ? (char) b : '.');
            }
            return String.format(Locale.ROOT, "%-" + 3 * PER_ROW + "s|%-" + PER_ROW + "s|", hex, text);
        }
    }
}
