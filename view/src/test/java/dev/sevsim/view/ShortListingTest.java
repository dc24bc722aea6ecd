package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.view.Run.Disclosure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortListingTest {
    private final List<String> lines = ShortListing.of(Runs.plain().recorded(), event -> true, ShortListing.COLUMNS);

    @Test
    void namesCommandsAndIoctlsInsteadOfTheirNumbers() {
        assertThat(lines)
                .contains("   42  vmm → host    KVM_SEV_INIT → 0")
                .contains("   50  host → psp      ACTIVATE HANDLE=1 ASID=100 → SUCCESS")
                .contains("  117  host → guest    VMRUN → #VMEXIT IOIO out 0x3f8:1");
    }

    @Test
    void fitsAHundredColumnsAndKeepsTheAnswer() {
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches(".*LAUNCH_START .*… → SUCCESS"));
    }

    @Test
    void fitsANarrowerTerminal() {
        List<String> narrow = ShortListing.of(Runs.plain().recorded(), event -> true, 80);

        assertThat(narrow).hasSameSizeAs(lines);
        assertThat(narrow).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(narrow).anySatisfy(line -> assertThat(line).matches(".*LAUNCH_START .*… → SUCCESS"));
    }

    @Test
    void hasTheRuleOfARefusalBelowItsLine() {
        List<String> refused = ShortListing.of(
                Runs.of(Disclosure.HIDDEN, draft -> draft.set("fault", "LAUNCH_SECRET:1:corrupt"))
                        .recorded(),
                event -> true,
                ShortListing.COLUMNS);

        assertThat(refused).anySatisfy(line -> assertThat(line).startsWith("        why: "));
        assertThat(lines).noneSatisfy(line -> assertThat(line).startsWith("        why: "));
    }

    @Test
    void showsTheFramesThatAreChosen() {
        assertThat(ShortListing.of(Runs.plain().recorded(), event -> event.to().equals("owner"), ShortListing.COLUMNS))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("vmm → owner"));
    }
}
