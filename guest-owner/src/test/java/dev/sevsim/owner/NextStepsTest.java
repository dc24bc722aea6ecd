package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextStepsTest {
    private static final Bytes IMAGE = Vectors.read("fw/synth-amdsev.fd");
    private static final ExpectedLaunch BOOT =
            ExpectedLaunch.of(IMAGE, Optional.of(IMAGE), Optional.empty(), Optional.empty());

    private static NextSteps of(ExpectedLaunch launch, int policy, OtherInputs others) {
        return new NextSteps(launch, new GuestPolicy(policy), others, 8);
    }

    @Test
    void askForWhatWasNotGiven() {
        assertThat(of(ExpectedLaunch.ofFirmware(IMAGE), 1, OtherInputs.none()).forDigest())
                .anyMatch(step -> step.contains("--other-firmware"))
                .anyMatch(step -> step.contains("--kernel"))
                .noneMatch(step -> step.contains("--max-vcpus"));
        assertThat(of(BOOT, 5, OtherInputs.none().withFirmware("o", IMAGE)).forDigest())
                .noneMatch(step -> step.contains("--other-firmware"))
                .anyMatch(step -> step.contains("--other-append"))
                .anyMatch(step -> step.contains("a higher --max-vcpus than 8"));
    }

    @Test
    void nameWhatWasNotGivenOfAMeasuredKernel() {
        ExpectedLaunch whole = ExpectedLaunch.of(IMAGE, Optional.of(IMAGE), Optional.of(IMAGE), Optional.of("quiet"));

        assertThat(of(BOOT, 1, OtherInputs.none()).forDigest())
                .anyMatch(step -> step.startsWith("no --append was given"))
                .anyMatch(step -> step.startsWith("no --initrd was given"));
        assertThat(of(whole, 1, OtherInputs.none()).forDigest()).noneMatch(step -> step.contains("was given"));
    }

    /** What is listed as excluded was tried: HashVariations pairs no two changes of words. */
    @Test
    void excludeOnlyWhatIsTried() {
        ExpectedLaunch line = ExpectedLaunch.of(IMAGE, Optional.of(IMAGE), Optional.empty(), Optional.of("quiet ro"));
        NextSteps words = of(line, 1, OtherInputs.none());
        NextSteps none = of(BOOT, 1, OtherInputs.none());

        assertThat(words.triedInputs()).contains("two of its words exchanged").doesNotContain("white space");
        assertThat(words.forDigest().get(0)).contains("but two changes of blanks or words inside the command line");
        assertThat(none.triedInputs()).doesNotContain("two of its words exchanged");
        assertThat(none.forDigest().get(0)).doesNotContain("but two changes");
    }

    @Test
    void askForKeysOfAMeasurementOnly() {
        NextSteps steps = of(BOOT, 1, OtherInputs.none());

        assertThat(steps.forDigest()).noneMatch(step -> step.contains("TIK"));
        assertThat(steps.forMeasurement(OtherReports.none()))
                .anyMatch(step -> step.contains("--tek"))
                .anyMatch(step -> step.contains("--other-tik"));
        assertThat(steps.forMeasurement(OtherReports.withEncryptionKey(SecretBytes.zeros(16))))
                .noneMatch(step -> step.contains("--tek"));
    }

    @Test
    void nameWhatIsVaried() {
        assertThat(of(BOOT, 5, new OtherInputs(List.of(), List.of(), List.of(), List.of("a", "b")))
                        .triedInputs())
                .contains("2 other command lines", "1 to 8 vCPUs", "setup header", "byte order mark")
                .doesNotContain("other image");
    }
}
