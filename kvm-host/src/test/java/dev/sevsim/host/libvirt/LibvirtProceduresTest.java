package dev.sevsim.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LibvirtProceduresTest {
    private static final List<Integer> KNOWN = List.of(
            1, 2, 3, 4, 7, 12, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 28, 33, 34, 37, 51, 59, 60, 66, 150, 151,
            157, 183, 200, 202, 212, 229, 234, 245, 258, 273, 342, 395, 396, 439);

    private final RecordedGuest guest = new RecordedGuest();
    private final LibvirtProcedures procedures = new LibvirtProcedures(RecordedGuest.domain("<domain/>", "<host/>"));

    private RpcMessage call(int procedure, Bytes payload) {
        return procedures.answer(
                new RpcMessage(RpcMessage.REMOTE_PROGRAM, 1, procedure, RpcMessage.CALL, 9, 0, payload), guest);
    }

    private static XdrWriter reference() {
        return new XdrWriter()
                .string("simvm")
                .u64(RecordedGuest.ID.getMostSignificantBits())
                .u64(RecordedGuest.ID.getLeastSignificantBits())
                .u32(7);
    }

    private static String error(RpcMessage reply) {
        assertThat(reply.status()).isEqualTo(RpcMessage.ERROR);
        XdrReader in = new XdrReader(reply.payload());
        int code = in.u32();
        in.skipU32();
        return code + " " + in.optionalString().orElseThrow();
    }

    private static Bytes secrets(String header, String secret) {
        return TypedParameter.writeList(
                        reference(),
                        List.of(
                                TypedParameter.ofText("sev-secret-header", header),
                                TypedParameter.ofText("sev-secret", secret)))
                .u32(0)
                .toBytes();
    }

    @Test
    void findsTheDomainByEachOfItsNames() {
        Bytes expected = reference().toBytes();

        assertThat(call(22, new XdrWriter().u32(7).toBytes()).payload()).isEqualTo(expected);
        assertThat(call(23, new XdrWriter().string("simvm").toBytes()).payload())
                .isEqualTo(expected);
        assertThat(call(24, expected.slice(12, 28)).payload()).isEqualTo(expected);
        assertThat(error(call(22, new XdrWriter().u32(8).toBytes()))).startsWith("42 Domain not found");
        assertThat(error(call(23, new XdrWriter().string("other").toBytes()))).contains("'other'");
        assertThat(error(call(24, Bytes.zeros(16)))).startsWith("42 ");
    }

    @ParameterizedTest(name = "filters {0}, {1}: {2}")
    @CsvSource({
        "0, PAUSED, 1",
        "1, PAUSED, 1",
        "2, PAUSED, 0",
        "3, RUNNING, 1",
        "4, PAUSED, 0",
        "8, PAUSED, 1",
        "9, PAUSED, 1",
        "10, PAUSED, 0",
        "16, PAUSED, 0",
        "16, RUNNING, 1",
        "32, PAUSED, 1",
        "48, PAUSED, 1",
        "64, PAUSED, 0",
        "128, CRASHED, 1",
        "256, PAUSED, 0",
        "512, PAUSED, 1",
        "1024, PAUSED, 0",
        "4096, RUNNING, 0",
        "8192, RUNNING, 1",
        "16384, RUNNING, 0",
        "43561, PAUSED, 1"
    })
    void listsTheDomainByTheFilters(int filters, LibvirtGuest.State state, int count) {
        guest.state = state;

        XdrWriter expected = new XdrWriter().u32(count);
        if (count == 1) {
            expected.fixed(reference().toBytes());
        }
        assertThat(call(273, new XdrWriter().u32(1).u32(filters).toBytes()).payload())
                .isEqualTo(expected.u32(count).toBytes());
        assertThat(call(273, new XdrWriter().u32(0).u32(filters).toBytes()).payload())
                .isEqualTo(new XdrWriter().u32(0).u32(count).toBytes());
    }

    @Test
    void listsTheDomainForOlderClients() {
        assertThat(call(51, Bytes.EMPTY).payload()).isEqualTo(Bytes.fromHex("00000001"));
        assertThat(call(25, Bytes.EMPTY).payload()).isEqualTo(Bytes.fromHex("00000000"));
        assertThat(call(37, Bytes.fromHex("00000004")).payload()).isEqualTo(Bytes.fromHex("0000000100000007"));
        assertThat(call(37, Bytes.fromHex("00000000")).payload()).isEqualTo(Bytes.fromHex("00000000"));
        assertThat(call(21, Bytes.fromHex("00000004")).payload()).isEqualTo(Bytes.fromHex("00000000"));
    }

    @Test
    void tellsTheVersionsOfLibraryAndHypervisor() {
        assertThat(call(4, Bytes.EMPTY).payload())
                .isEqualTo(new XdrWriter().u64(10_002_000).toBytes());
        assertThat(call(157, Bytes.EMPTY).payload())
                .isEqualTo(new XdrWriter().u64(11_010_000).toBytes());
        assertThat(new XdrReader(call(3, Bytes.EMPTY).payload()).string()).isEqualTo("QEMU");
    }

    @ParameterizedTest
    @CsvSource({
        "34, false, suspend",
        "33, false, shutdown",
        "258, true, shutdown",
        "245, true, reset",
        "12, false, destroy",
        "234, true, destroy"
    })
    void actsOnTheDomain(int procedure, boolean withFlags, String act) {
        Bytes arguments = withFlags ? reference().u32(0).toBytes() : reference().toBytes();

        assertThat(call(procedure, arguments).status()).isZero();
        assertThat(guest.acts).containsExactly(act);
        assertThat(error(call(procedure, Bytes.concat(arguments, Bytes.zeros(4)))))
                .startsWith("39 ");
        assertThat(error(call(procedure, Bytes.concat(arguments.slice(0, 12), Bytes.zeros(16), arguments.from(28)))))
                .startsWith("42 ");
        assertThat(guest.acts).hasSize(1);
    }

    @Test
    void tellsStateAndReason() {
        Bytes arguments = reference().u32(0).toBytes();
        assertThat(call(212, arguments).payload()).isEqualTo(Bytes.fromHex("0000000300000001"));
        assertThat(call(28, reference().toBytes()).status()).isZero();
        assertThat(call(212, arguments).payload()).isEqualTo(Bytes.fromHex("0000000100000001"));
        assertThat(call(229, arguments).payload()).isEqualTo(Bytes.zeros(16));
        assertThat(call(151, reference().toBytes()).payload()).isEqualTo(Bytes.zeros(4));
        assertThat(call(17, reference().toBytes()).payload())
                .isEqualTo(new XdrWriter().u64(4194304).toBytes());
        assertThat(call(200, arguments).payload()).isEqualTo(Bytes.fromHex("00000002"));
    }

    @Test
    void returnsThePlatformsCertificates() {
        XdrReader in = new XdrReader(
                call(395, new XdrWriter().u32(123456).u32(4).toBytes()).payload());

        assertThat(TypedParameter.readList(in))
                .containsExactly(
                        TypedParameter.ofText("pdh", "AQID"),
                        TypedParameter.ofText("cert-chain", "BAU="),
                        TypedParameter.ofText("cpu0-id", "Bg=="),
                        TypedParameter.ofUnsigned("cbitpos", 51),
                        TypedParameter.ofUnsigned("reduced-phys-bits", 1));
        assertThat(in.u32()).isEqualTo(5);
        in.end();
    }

    @Test
    void injectsAtTheAddressThatIsGiven() {
        List<TypedParameter> parameters = List.of(
                TypedParameter.ofText("sev-secret", "AAAA"),
                new TypedParameter("sev-secret-set-address", TypedParameter.Type.ULLONG, 0x810000, ""),
                TypedParameter.ofText("sev-secret-header", "AQ=="));
        RpcMessage reply = call(
                439, TypedParameter.writeList(reference(), parameters).u32(0).toBytes());

        assertThat(reply.status()).isZero();
        assertThat(guest.injected).singleElement().satisfies(p -> {
            assertThat(p.header()).isEqualTo(Bytes.of(1));
            assertThat(p.payload()).isEqualTo(Bytes.zeros(3));
        });
        assertThat(guest.addresses.get(0)).contains(new GuestPhysical(0x810000));
    }

    @Test
    void takesSecretsOnlyWhilePausedAndWhole() {
        assertThat(error(call(439, secrets("****", "AAAA")))).isEqualTo("8 sev-secret-header is no base64");
        assertThat(error(call(439, reference().u32(0).u32(0).toBytes()))).startsWith("8 Both ");
        assertThat(error(call(
                        439,
                        TypedParameter.writeList(reference(), List.of(TypedParameter.ofUnsigned("sev-secret", 1)))
                                .u32(0)
                                .toBytes())))
                .startsWith("8 parameter 'sev-secret' has type");
        guest.state = LibvirtGuest.State.RUNNING;
        assertThat(error(call(439, secrets("AA==", "AAAA")))).isEqualTo("55 domain must be in a paused state");
        guest.measurement = Optional.empty();
        assertThat(error(call(396, reference().u32(4).toBytes())))
                .startsWith("1 ")
                .contains("is not available");
        assertThat(guest.injected).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LOOKUP, 999, 3", "OPEN, 1, 39", "HOSTNAME, 59, 39"})
    void refusesInvalidCalls(String name, int procedure, int code) {
        assertThat(error(call(procedure, Bytes.of(0, 0)))).startsWith(code + " ");
    }

    @Test
    void refusesOtherPrograms() {
        RpcMessage ping = new RpcMessage(0x6b656570, 1, 1, 0, 0, 0, Bytes.EMPTY);
        RpcMessage reply = new RpcMessage(RpcMessage.REMOTE_PROGRAM, 1, 59, RpcMessage.REPLY, 0, 0, Bytes.EMPTY);

        assertThat(error(procedures.answer(ping, guest))).startsWith("39 Cannot find program 0x6b656570");
        assertThat(error(procedures.answer(reply, guest))).startsWith("39 ");
    }

    private static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Whatever comes, it is answered, and no garbage injects anything or starts the VM. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersRandomPayloads(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] payload = new byte[random.nextInt(80)];
        random.nextBytes(payload);
        for (int i = 0; i < payload.length; i++) {
            if (i % 4 != 3 || random.nextBoolean()) {
                payload[i] = 0;
            }
        }
        for (int procedure : KNOWN) {
            assertThatCode(() -> call(procedure, Bytes.copyOf(payload))).doesNotThrowAnyException();
        }
        assertThat(guest.injected).isEmpty();
        assertThat(guest.acts).isEmpty();
        assertThat(guest.state()).isEqualTo(LibvirtGuest.State.PAUSED);
    }

    @Test
    void refusesEveryCutAndEveryTailOfAGoodCall() {
        Bytes good = secrets("AA==", "AAAA");
        for (int length = 0; length < good.length(); length++) {
            assertThat(error(call(439, good.slice(0, length)))).startsWith("39 ");
        }
        assertThat(error(call(439, Bytes.concat(good, Bytes.zeros(4))))).contains("4 bytes too many");
        assertThat(guest.injected).isEmpty();
        assertThat(call(439, good).status()).isZero();
    }

    @Test
    void escapesTextsInADefinition() {
        LibvirtDomain domain = LibvirtDomain.of(
                "host",
                262144,
                1,
                new LibvirtDomain.Definition(
                        "a<b&c",
                        "/fw",
                        Optional.of(new LibvirtDomain.DirectBoot("/k", Optional.empty(), Optional.of("x=<\u0001>&\r"))),
                        1,
                        51,
                        1,
                        Optional.empty(),
                        0x00A00F11));

        assertThat(domain.xml())
                .contains("<name>a&lt;b&amp;c</name>", "<cmdline>x=&lt;?&gt;&amp;&#13;</cmdline>", "kernelHashes='yes'")
                .doesNotContain("dhCert");
        assertThat(domain.capabilities()).contains("<signature family='25' model='1' stepping='1'/>");
    }
}
