package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.image.Era;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page is what runs show; what the page claims of them is held against docs/reference/guest-kernel.md here. */
@TestInstance(Lifecycle.PER_CLASS)
class GuestPageTest {
    private static final Bytes HEADER = Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B");

    private final Map<Era, EraWalk> walks = new EnumMap<>(Era.class);

    private EraWalk walk(Era era) {
        return walks.computeIfAbsent(era, EraWalk::of);
    }

    @Test
    void pageIsWhatRunsShow() throws IOException {
        String expected = GuestPage.text(List.of(walk(Era.V2), walk(Era.V7), walk(Era.FINAL)));
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(GuestPage.FILE, expected);
        }

        assertThat(Files.readString(GuestPage.FILE))
                .as("docs/guest.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(expected);
    }

    /**
     * docs/reference/guest-kernel.md sections 3 and 4: the pair, and a table that begins with the header's GUID; the
     * host sees neither.
     */
    @ParameterizedTest
    @EnumSource(Era.class)
    void pairAndAreaAreWhereTheReferencePutsThem(Era era) {
        EraWalk walk = walk(era);

        assertThat(walk.pair().toHex()).isEqualToIgnoringCase("0000810000000000000C000000000000");
        assertThat(walk.area().slice(0, 16)).isEqualTo(HEADER);
        assertThat(walk.hostArea()).isNotEqualTo(walk.area());
        assertThat(walk.areaAddress() == EraWalk.PAGE).isEqualTo(era != Era.V2);
    }

    /**
     * docs/reference/guest-kernel.md section 6.2: of the entry's bytes the GUID and the data become zero and nothing
     * else changes.
     */
    @ParameterizedTest
    @EnumSource(Era.class)
    void unlinkZeroesGuidAndDataAlone(Era era) {
        EraWalk walk = walk(era);
        byte[] expected = walk.area().toArray();
        int entry = expected.length - 34 - 20;
        Arrays.fill(expected, entry, entry + 16, (byte) 0);
        Arrays.fill(expected, entry + 20, expected.length, (byte) 0);

        assertThat(walk.areaAfter()).isEqualTo(Bytes.copyOf(expected));
        assertThat(walk.after().split(EraWalk.VICTIM, -1))
                .as("named where it is removed, listed never")
                .hasSize(2);
        assertThat(walk.hostAfter().slice(0, entry / 16 * 16))
                .isEqualTo(walk.hostArea().slice(0, entry / 16 * 16));
        assertThat(walk.hostAfter().slice(entry + 32, expected.length))
                .isNotEqualTo(walk.hostArea().slice(entry + 32, expected.length));
    }

    /** docs/reference/guest-kernel.md section 8.1: the copying stub leaves the firmware's page alone. */
    @Test
    void onlyTheCopyingEraLeavesTheSecretsInTheFirmwaresPage() {
        assertThat(walk(Era.V2).pageAfter()).isEqualTo(walk(Era.V2).area());
        assertThat(walk(Era.V7).pageAfter()).isEqualTo(walk(Era.V7).areaAfter());
        assertThat(walk(Era.FINAL).pageAfter()).isEqualTo(walk(Era.FINAL).areaAfter());
    }
}
