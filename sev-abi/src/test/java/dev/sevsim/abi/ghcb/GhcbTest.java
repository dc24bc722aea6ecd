package dev.sevsim.abi.ghcb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the tables of docs/reference/kvm-host.md section 4.4, typed in as it prints them. */
class GhcbTest {
    @Test
    void placesItsFieldsWhereTheReferenceDoes() {
        Map<String, Integer> offsets = Ghcb.LAYOUT.fields().stream()
                .filter(f -> !f.name().equals("unnamed"))
                .collect(Collectors.toMap(f -> f.name(), f -> f.offset(), (a, b) -> a, TreeMap::new));

        assertThat(offsets)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("CPL", 0x0CB),
                        Map.entry("XSS", 0x140),
                        Map.entry("DR7", 0x160),
                        Map.entry("RIP", 0x178),
                        Map.entry("RSP", 0x1D8),
                        Map.entry("RAX", 0x1F8),
                        Map.entry("RCX", 0x308),
                        Map.entry("RDX", 0x310),
                        Map.entry("RBX", 0x318),
                        Map.entry("RBP", 0x328),
                        Map.entry("RSI", 0x330),
                        Map.entry("RDI", 0x338),
                        Map.entry("R8", 0x340),
                        Map.entry("R9", 0x348),
                        Map.entry("R10", 0x350),
                        Map.entry("R11", 0x358),
                        Map.entry("R12", 0x360),
                        Map.entry("R13", 0x368),
                        Map.entry("R14", 0x370),
                        Map.entry("R15", 0x378),
                        Map.entry("SW_EXIT_CODE", 0x390),
                        Map.entry("SW_EXIT_INFO_1", 0x398),
                        Map.entry("SW_EXIT_INFO_2", 0x3A0),
                        Map.entry("SW_SCRATCH", 0x3A8),
                        Map.entry("XCR0", 0x3E8),
                        Map.entry("VALID_BITMAP", 0x3F0),
                        Map.entry("X87_STATE_GPA", 0x400),
                        Map.entry("SHARED_BUFFER", 0x800),
                        Map.entry("PROTOCOL_VERSION", 0xFFA),
                        Map.entry("USAGE", 0xFFC)));
        assertThat(Ghcb.SHARED_BUFFER.offset() + Ghcb.SHARED_BUFFER.width() - 1).isEqualTo(0xFEF);
    }

    @Test
    void marksWhatItShows() {
        Ghcb page = new Ghcb.Builder(2)
                .show(Ghcb.RAX, 0x0102030405060708L)
                .show(Ghcb.CPL, 3)
                .shared(Bytes.of(9, 8))
                .build();

        assertThat(page.content().slice(0x1F8, 0x200)).isEqualTo(Bytes.fromHex("0807060504030201"));
        assertThat(page.content().u8(0xCB)).isEqualTo(3);
        // bit 0x1F8 / 8 = 63 and, for the byte at 0xCB, that of 0xC8: bit 25
        assertThat(page.content().slice(0x3F0, 0x400)).isEqualTo(Bytes.fromHex("00000002000000800000000000000000"));
        assertThat(page.content().slice(0x800, 0x803)).isEqualTo(Bytes.of(9, 8, 0));
        assertThat(page.protocolVersion()).isEqualTo(2);
        assertThat(page.usage()).isZero();
        assertThat(page.areValid(Ghcb.RAX, Ghcb.CPL)).isTrue();
        assertThat(page.areValid(Ghcb.RAX, Ghcb.RBX)).isFalse();
        assertThat(page.get(Ghcb.CPL)).isEqualTo(3);
    }

    @Test
    void readsARegisterThatIsNotShownAsZero() {
        byte[] raw = new byte[Ghcb.SIZE];
        raw[0x308] = 7;

        assertThat(Ghcb.decode(Bytes.copyOf(raw)).get(Ghcb.RCX)).isZero();
        raw[0x3F0 + 0x308 / 64] = 1 << 0x308 / 8 % 8;
        assertThat(Ghcb.decode(Bytes.copyOf(raw)).get(Ghcb.RCX)).isEqualTo(7);
    }

    @Test
    void holdsNoMoreThanItsSharedBuffer() {
        assertThatThrownBy(() -> new Ghcb.Builder(1).shared(Bytes.zeros(2033)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersExitsAndErrorsAsTheReference() {
        String exits = """
                0x27 READ_DR7
                0x37 WRITE_DR7
                0x6e RDTSC
                0x6f RDPMC
                0x72 CPUID
                0x76 INVD
                0x7b IOIO
                0x7c MSR
                0x81 VMMCALL
                0x87 RDTSCP
                0x89 WBINVD
                0x8a MONITOR
                0x8b MWAIT
                0x80000001 MMIO_READ
                0x80000002 MMIO_WRITE
                0x80000003 NMI_COMPLETE
                0x80000004 AP_HALT_LOOP
                0x80000005 AP_JUMP_TABLE
                0x80000010 PAGE_STATE_CHANGE
                0x80000011 GUEST_REQUEST
                0x80000012 EXTENDED_GUEST_REQUEST
                0x80000013 AP_CREATION
                0x8000fffd HYPERVISOR_FEATURES
                0x8000fffe TERMINATION
                0x8000ffff UNSUPPORTED_EVENT
                """;
        assertThat(Stream.of(GhcbExit.values()).map(e -> "0x" + Long.toHexString(e.code()) + " " + e.name() + "\n"))
                .containsExactlyElementsOf(
                        exits.lines().map(line -> line + "\n").toList());
        assertThat(GhcbExit.fromCode(0x7B)).contains(GhcbExit.IOIO);
        assertThat(GhcbExit.fromCode(0x78)).isEmpty();
        assertThat(Stream.of(GhcbError.values()).map(e -> e.code() + " " + e.name()))
                .containsExactly(
                        "1 NOT_REGISTERED",
                        "2 INVALID_USAGE",
                        "3 INVALID_SCRATCH_AREA",
                        "4 MISSING_INPUT",
                        "5 INVALID_INPUT",
                        "6 INVALID_EVENT");
    }

    @Test
    void packsTheMsr() {
        assertThat(GhcbMsr.sevInfo(2, 1, 51)).isEqualTo(0x0002_0001_3300_0001L);
        assertThat(GhcbMsr.highestVersion(0x0002_0001_3300_0001L)).isEqualTo(2);
        assertThat(GhcbMsr.lowestVersion(0x0002_0001_3300_0001L)).isEqualTo(1);
        assertThat(GhcbMsr.cBitPosition(0x0002_0001_3300_0001L)).isEqualTo(51);
        assertThat(GhcbMsr.cpuidRequest(0x8000_001F, 1)).isEqualTo(0x8000_001F_4000_0004L);
        assertThat(GhcbMsr.cpuidRegister(0x8000_001F_4000_0004L)).isEqualTo(1);
        assertThat(GhcbMsr.high(0x8000_001F_4000_0004L)).isEqualTo(0x8000_001F);
        assertThat(GhcbMsr.cpuidResponse(0x73)).isEqualTo(0x0000_0073_0000_0005L);
        assertThat(GhcbMsr.terminate(1, 1)).isEqualTo(0x1_1100);
        assertThat(GhcbMsr.of(GhcbMsr.REGISTER_PAGE_REQUEST, 0x80)).isEqualTo(0x8_0012);
        assertThat(GhcbMsr.value(0x8_0012)).isEqualTo(0x80);
        assertThat(GhcbMsr.code(0x8_0012)).isEqualTo(0x12);
        assertThat(GhcbMsr.code(0x8_0000)).isZero();
    }
}
