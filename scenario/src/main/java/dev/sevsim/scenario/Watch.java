package dev.sevsim.scenario;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.scenario.expect.HostNeverSeesText;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.LeakWatch;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Keeps the trace of a machine, and searches what its host can reach for the owner's secrets, for keys and for named texts. For one
 * machine; any thread may use it.
 */
public final class Watch {
    private final SimClock clock = new SimClock();
    private final MemoryTrace trace;
    private final LeakWatch leaks = new LeakWatch();
    private final FirmwareErrors errors;

    /** Keeps every record. */
    public Watch() {
        this(event -> true);
    }

    /** Numbers all records and keeps some, the firmware's among them. */
    Watch(Predicate<TraceEvent> kept) {
        trace = new MemoryTrace(clock, kept);
        errors = new FirmwareErrors(trace::records);
    }

    /**
     * Searches for a text too.
     *
     * @throws IllegalArgumentException for a text of fewer than 4 bytes, which occurs by chance
     */
    public void searchFor(String text) {
        leaks.add(Kind.TEXT, new HostNeverSeesText(text).name(), SecretBytes.of(Bytes.ofUtf8(text)));
    }

    /** The clock of the machine. */
    SimClock clock() {
        return clock;
    }

    /** Begins the assembly of the machine, whose guests keep a page of random bytes that is searched for too. */
    public Machine.Assembly assemblyOf(MachineSpec spec) {
        OwnerSpec.Secrets secrets = spec.owner().secrets();
        secrets.entries()
                .forEach(entry -> leaks.add(
                        Kind.SECRETS,
                        "secret " + entry.guid(),
                        SecretBytes.of(Bytes.copyOf(entry.data().reveal()))));
        secrets.readyMade().ifPresent(table -> leaks.add(Kind.SECRETS, "the secret table", SecretBytes.of(table)));
        return Machine.of(spec)
                .clock(clock)
                .tap(leaks)
                .trace(trace)
                .trace(leaks)
                .program(new KeepPrivate(
                        SeededRandom.of(spec.seed()).split("private"),
                        content -> leaks.add(Kind.PRIVATE_PAGES, "a private page", content)))
                .keys((name, key) -> leaks.add(Kind.KEYS, name, key));
    }

    /** Searches the memory of the assembled machine from now on. */
    public Observed begin(Machine machine) {
        leaks.watch(machine);
        return new Observed(machine, trace, leaks);
    }

    /** Searches what the guest prints, and hands everything on. */
    public LaunchListener listening(LaunchListener to) {
        return new LaunchListener() {
            @Override
            public void step(String who, String what) {
                to.step(who, what);
            }

            @Override
            public void guestPrinted(Bytes output) {
                leaks.printed(output);
                to.guestPrinted(output);
            }
        };
    }

    /** What a launch has shown that has ended on the machine. */
    public LaunchResult result(Observed observed, LaunchReport report) {
        observed.ended(report);
        leaks.searchMemory();
        return new LaunchResult(report, observed, this);
    }

    /** The kept records so far, in the order of their steps. */
    public List<TraceRecord> records() {
        return trace.records();
    }

    /**
     * Writes the records so far as a trace file, which {@code sevsim trace show} and {@code trace diff} read. The watch must keep every
     * record, and no operation may be open.
     *
     * @param spec the machine
     * @throws dev.sevsim.io.file.InputException for a file that cannot be written
     */
    public void write(Path file, MachineSpec spec) {
        try (OutputTarget target = OutputTarget.open("trace", file);
                Writer out = new OutputStreamWriter(target.stream(), StandardCharsets.UTF_8)) {
            var unused = new JsonLinesTrace(out, clock, spec.seed(), spec.traceInputs());
            for (TraceRecord record : records()) {
                out.append(JsonLinesTrace.toJson(record)).append('\n');
            }
            out.flush();
            target.finish();
        } catch (IOException e) {
            throw new InputException("trace " + file + " cannot be written: " + FileProblem.reason(e), e);
        }
    }

    /** The firmware's errors so far. */
    public FirmwareErrors errors() {
        return errors;
    }

    /** Where leaks are searched for. */
    public LeakWatch leaks() {
        return leaks;
    }
}
