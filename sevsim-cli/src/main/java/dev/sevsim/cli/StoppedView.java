package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.StoppedRun;
import dev.sevsim.machine.act.PageName;
import dev.sevsim.psp.view.GuestView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints what each party holds in a launch that stands at a point. */
final class StoppedView {
    private static final int BYTES_OF_A_LINE = 16;

    private final Console console;

    StoppedView(Console console) {
        this.console = console;
    }

    /** Where it stands, the platform, its guests, and the secret page as host and guest read it. */
    void state(StoppedRun run) {
        console.line("stopped " + run.point() + ", after step " + lastStep(run));
        console.line("platform   " + run.platform().state());
        for (GuestView guest : run.platform().guests()) {
            console.line("guest      " + text(guest));
        }
        if (run.platform().guests().isEmpty()) {
            console.line("guest      none");
        }
        run.openFrames().forEach(frame -> console.line("under way  " + title(frame)));
        for (String place : List.of("secrets", "hashes", "reset-vector")) {
            views(run, PageName.parse(place));
        }
    }

    /** The last records of the trace. */
    void trace(StoppedRun run, int count) {
        List<TraceRecord> records = run.trace();
        TraceLines lines = new TraceLines(records, TraceLines.Answers.OWN_LINES, Console.columns());
        records.subList(Math.max(0, records.size() - count), records.size()).stream()
                .flatMap(record -> lines.of(record).stream())
                .forEach(console::line);
    }

    /** Frames without an answer, the outermost first. */
    void frames(StoppedRun run) {
        for (TraceEvent frame : run.openFrames()) {
            console.line(frame.from() + " → " + frame.to() + " " + frame.kind());
            TraceFields.of(frame).forEach((name, value) -> console.line("  " + name + " " + value));
        }
        if (run.openFrames().isEmpty()) {
            console.line("no frame is under way");
        }
    }

    /** Guest physical and system physical address of a page. */
    void page(StoppedRun run, PageName page) {
        GuestPhysical address = run.address(page);
        String frame = run.nestedPages()
                .flatMap(pages -> pages.frameOf(address))
                .map(found -> "system 0x" + Long.toHexString(found.value() + address.pageOffset()))
                .orElse("not mapped");
        console.line("guest 0x" + Long.toHexString(address.value()) + " is " + frame);
    }

    /** Bytes as the host or the guest reads them. */
    void memory(StoppedRun run, boolean asHost, PageName page, int length) {
        Optional<Bytes> content = asHost ? Optional.of(run.hostView(page, length)) : run.guestView(page, length);
        content.ifPresentOrElse(
                bytes -> dump(run.address(page).value(), bytes), () -> console.line("no key is loaded for the guest"));
    }

    /** The state as one JSON object. */
    static String json(StoppedRun run) {
        return JsonText.object(g -> {
            run.launch().spec().seed().ifPresent(seed -> g.writeNumberProperty("seed", seed));
            g.writeStringProperty("point", run.point().toString());
            g.writeNumberProperty("step", lastStep(run));
            g.writeStringProperty("platform", run.platform().state().name());
            JsonText.objects(g, "guests", run.platform().guests(), guest -> {
                g.writeNumberProperty("handle", guest.handle());
                g.writeNumberProperty("asid", guest.asid());
                g.writeStringProperty("state", guest.state().name());
                g.writeStringProperty("policy", guest.policy().toString());
            });
            JsonText.texts(
                    g,
                    "underWay",
                    run.openFrames().stream().map(StoppedView::title).toList());
            g.writeStringProperty("console", run.console());
        });
    }

    private void views(StoppedRun run, PageName page) {
        try {
            Bytes host = run.hostView(page, BYTES_OF_A_LINE);
            view(page, "host ", host);
            run.guestView(page, BYTES_OF_A_LINE).ifPresent(guest -> view(page, "guest", guest));
        } catch (InputException e) {
            return; // There is no such guest memory yet.
        }
    }

    private void view(PageName page, String reader, Bytes content) {
        console.line(String.format(Locale.ROOT, "%-12s  %s reads %s", page, reader, content.toHex()));
    }

    private void dump(long address, Bytes content) {
        for (int at = 0; at < content.length(); at += BYTES_OF_A_LINE) {
            Bytes line = content.slice(at, Math.min(content.length(), at + BYTES_OF_A_LINE));
            StringBuilder text = new StringBuilder();
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < line.length(); i++) {
                text.append(String.format(Locale.ROOT, i % 2 == 0 ? " %02x" : "%02x", line.u8(i)));
                letters.append(line.u8(i) >= ' ' && line.u8(i) < 0x7F ? (char) line.u8(i) : '.');
            }
            console.line(String.format(Locale.ROOT, "%08x:%-40s  %s", address + at, text, letters));
        }
    }

    private static String text(GuestView guest) {
        String digest = guest.launchDigest()
                .or(guest::digestSoFar)
                .map(bytes -> ", digest " + bytes.toHex())
                .orElse("");
        return "handle " + guest.handle() + ", ASID " + guest.asid() + ", " + guest.state() + ", policy "
                + guest.policy() + digest;
    }

    private static String title(TraceEvent frame) {
        StringBuilder title = new StringBuilder(frame.from() + " → " + frame.to() + " " + frame.kind());
        TraceFields.of(frame)
                .forEach((name, value) ->
                        title.append(' ').append(name).append('=').append(value));
        return title.toString();
    }

    private static long lastStep(StoppedRun run) {
        List<TraceRecord> records = run.trace();
        return records.isEmpty() ? 0 : records.get(records.size() - 1).step();
    }
}
