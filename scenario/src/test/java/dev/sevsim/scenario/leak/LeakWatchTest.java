package dev.sevsim.scenario.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.Leak.Place;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The positive control: what is planted in a place is found there, in each form. */
class LeakWatchTest {
    private static final byte[] SECRET = "Zq7#an unlikely text of 32 bytes".getBytes(StandardCharsets.US_ASCII);
    private static final long FREE = 0x7000_0000L;

    private final LeakWatch watch = new LeakWatch();

    static Stream<Arguments> planted() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Stream.of(
                                SECRET,
                                reversed(),
                                HexFormat.of().formatHex(SECRET).getBytes(StandardCharsets.US_ASCII),
                                Base64.getEncoder().encode(SECRET),
                                new String(SECRET, StandardCharsets.US_ASCII).getBytes(StandardCharsets.UTF_16LE),
                                Arrays.copyOf(SECRET, SECRET.length / 2))
                        .map(form -> Arguments.of(kind, form)));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void findsWhatIsInMemory(Kind kind, byte[] form) {
        watch.add(kind, "it", SecretBytes.copyOf(SECRET));
        try (Machine machine = Machine.assemble(MachineSpec.builder().seed(1).build())) {
            watch.watch(machine);
            // Over a border of two pages, of which the second is written later.
            machine.hostMemory().write(new SystemPhysical(FREE + Page.SIZE - 5), Bytes.copyOf(Arrays.copyOf(form, 5)));
            watch.searchMemory();
            assertThat(watch.leaks()).isEmpty();
            machine.hostMemory()
                    .write(
                            new SystemPhysical(FREE + Page.SIZE),
                            Bytes.copyOf(Arrays.copyOfRange(form, 5, form.length)));
            watch.searchMemory();
        }

        requireOne(kind, Place.MEMORY);
        assertThat(watch.leaks().get(0).detail())
                .matches("at 0x70000ff[ab]"); // UTF-16 of the other order fits one before
    }

    @ParameterizedTest
    @MethodSource("planted")
    void findsWhatIsInAFrame(Kind kind, byte[] form) {
        watch.add(kind, "it", SecretBytes.copyOf(SECRET));

        var unused = watch.inspect(frame(form));

        requireOne(kind, Place.FRAMES);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void findsWhatIsPrintedInPieces(Kind kind, byte[] form) {
        watch.add(kind, "it", SecretBytes.copyOf(SECRET));

        for (byte one : form) {
            watch.printed(Bytes.of(one & 0xFF));
        }

        requireOne(kind, Place.CONSOLE);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void findsWhatIsInARecordOfTheTrace(Kind kind, byte[] form) {
        watch.add(kind, "it", SecretBytes.copyOf(SECRET));

        watch.record(TraceEvent.builder("host", "psp", "mailbox.command")
                .withRaw(Bytes.copyOf(form))
                .build());

        requireOne(kind, Place.TRACE);
    }

    @Test
    void findsATextInAFieldOfTheTrace() {
        watch.add(Kind.TEXT, "it", SecretBytes.copyOf(SECRET));

        watch.record(TraceEvent.builder("host", "psp", "mailbox.command")
                .with("field", new String(SECRET, StandardCharsets.US_ASCII))
                .build());

        requireOne(Kind.TEXT, Place.TRACE);
    }

    @Test
    void namesTheActBeforeAFind() {
        watch.add(Kind.KEYS, "TEK", SecretBytes.copyOf(SECRET));
        watch.record(TraceEvent.builder("host", "host", "host.act")
                .with("act", "debug-decrypt page=secrets")
                .build());

        var unused = watch.inspect(frame(SECRET));

        assertThat(watch.leaks().get(0).text())
                .isEqualTo("TEK in frames, malformed from host to psp, after debug-decrypt page=secrets");
    }

    @Test
    void namesTheActDuringWhichSomethingIsFound() {
        watch.add(Kind.KEYS, "TEK", SecretBytes.copyOf(SECRET));
        Trace.Operation act = watch.begin();
        var unused = watch.inspect(frame(SECRET));

        act.end(TraceEvent.builder("host", "host", "host.act")
                .with("act", "debug-decrypt page=secrets")
                .build());

        assertThat(watch.leaks().get(0).after()).isEqualTo("debug-decrypt page=secrets");
    }

    @Test
    void findsNothingWhereNothingIs() {
        watch.add(Kind.SECRETS, "it", SecretBytes.copyOf(SECRET));

        var unused = watch.inspect(frame(new byte[100]));
        watch.printed(Bytes.ofAscii("an unlikely text"));

        assertThat(watch.leaks()).isEmpty();
    }

    private void requireOne(Kind kind, Place place) {
        assertThat(watch.leaks()).hasSize(1);
        assertThat(watch.leaks().get(0).kind()).isEqualTo(kind);
        assertThat(watch.leaks().get(0).place()).isEqualTo(place);
    }

    private static TappedFrame frame(byte[] content) {
        byte[] raw = new byte[64 + content.length];
        System.arraycopy(content, 0, raw, 64, content.length);
        return new TappedFrame(Party.HOST, Party.PSP, Optional.empty(), Bytes.copyOf(raw));
    }

    private static byte[] reversed() {
        byte[] reversed = new byte[SECRET.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = SECRET[SECRET.length - 1 - i];
        }
        return reversed;
    }

    /** Three bytes are somewhere in a machine in any case. */
    @Test
    void searchesForNothingThatOccursByChance() {
        watch.add(Kind.SECRETS, "short", SecretBytes.copyOf(new byte[] {1, 2, 3}));
        watch.add(Kind.SECRETS, "long enough", SecretBytes.copyOf(new byte[] {'a', 'b', 'c', 'd'}));
        watch.printed(Bytes.of(1, 2, 3, 'a', 'b', 'c', 'd'));

        assertThat(watch.leaks()).hasSize(1).first().asString().contains("long enough");
        assertThat(watch.kinds()).containsExactly(Kind.SECRETS);
    }
}
