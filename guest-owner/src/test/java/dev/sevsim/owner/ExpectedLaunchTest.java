package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTableGuid;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpectedLaunchTest {
    private static final GuestPolicy POLICY = new GuestPolicy(1);
    private static final Bytes AMDSEV = Vectors.read("fw/synth-amdsev.fd");
    private static final Bytes X64 = Vectors.read("fw/synth-x64.fd");
    private static final Bytes KERNEL = Vectors.read("fw/synth-kernel.bin");

    static Stream<Arguments> measured() {
        return StreamSupport.stream(
                        Vectors.json("sev-snp-measure.json").get("cases").spliterator(), false)
                .map(one -> Arguments.of(
                        one.get("args").asString(), one.get("output").asString()))
                .filter(one -> one.get()[0].toString().startsWith("--mode sev --ovmf synth"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("measured")
    void agreesWithSevSnpMeasure(String args, String output) {
        ToolArguments given = ToolArguments.of(args);

        if (output.startsWith("Error")) {
            assertThatThrownBy(() -> launch(given)).isInstanceOf(OwnerInputException.class);
            return;
        }

        byte[] expected = args.contains("base64")
                ? Base64.getDecoder().decode(output)
                : Bytes.fromHex(output).toArray();
        assertThat(launch(given).launchDigest(POLICY).toArray()).isEqualTo(expected);
    }

    @Test
    void coversSeveralRecordedLaunches() {
        assertThat(measured()).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void refusesAKernelThatTheImageCannotCheck() {
        Bytes noTable = Bytes.concat(Bytes.zeros(4095), Bytes.of(1));

        assertThatThrownBy(() -> ExpectedLaunch.of(X64, Optional.of(KERNEL), Optional.empty(), Optional.empty()))
                .hasMessage("kernel: the firmware image reserves no hashes table (base 0x0, size 0x0),"
                        + " expected an image built for measured boot, such as OVMF's AmdSev build");
        assertThatThrownBy(() -> ExpectedLaunch.of(noTable, Optional.of(KERNEL), Optional.empty(), Optional.empty()))
                .hasMessage("kernel: the firmware image has no entry for a hashes table,"
                        + " expected an image built for measured boot");
    }

    @Test
    void refusesAHashesAreaThatIsTooSmallForTheTable() {
        assertThatThrownBy(() -> withHashesArea(175)).hasMessageContaining("size 0xaf");
        assertThat(withHashesArea(176).kernel()).isPresent();
    }

    @Test
    void measuresAKernelWithoutAreaWhenTold() {
        ExpectedLaunch launch = ExpectedLaunch.ofFirmware(X64)
                .withKernel(
                        new ExpectedLaunch.KernelInputs(KERNEL, Bytes.EMPTY, ""),
                        ExpectedLaunch.HashesArea.NOT_CHECKED);

        assertThat(launch.launchDigest(POLICY).toHex())
                .isEqualTo("41cd9ed1c3ca408842db178ef592ee3130a92557d2be43395cf5fbf2c515f25b");
    }

    @Test
    void refusesInputsThatMakeNoLaunch() {
        assertThatThrownBy(() -> ExpectedLaunch.of(AMDSEV, Optional.empty(), Optional.of(KERNEL), Optional.empty()))
                .hasMessage("initrd or command line: given without a kernel, expected a kernel with it");
        assertThatThrownBy(() -> ExpectedLaunch.of(AMDSEV, Optional.empty(), Optional.empty(), Optional.of("quiet")))
                .isInstanceOf(OwnerInputException.class);
        assertThatThrownBy(() -> ExpectedLaunch.ofFirmware(Bytes.EMPTY))
                .hasMessage("firmware image: empty, expected a firmware image");
        assertThatThrownBy(() -> ExpectedLaunch.ofFirmware(Bytes.ofAscii("404: Not Found")))
                .hasMessage("firmware image: text, expected a firmware image");
        assertThatThrownBy(
                        () -> ExpectedLaunch.of(AMDSEV, Optional.of(Bytes.EMPTY), Optional.empty(), Optional.empty()))
                .hasMessage("kernel: empty, expected a kernel file");
    }

    @Test
    void refusesSevEsByName() {
        assertThatThrownBy(() -> ExpectedLaunch.ofFirmware(AMDSEV).launchDigest(new GuestPolicy(5)))
                .isInstanceOf(UnsupportedLaunchException.class)
                .hasMessageStartingWith("policy 0x5 asks for SEV-ES");
    }

    @Test
    void findsTheSecretAreaOfTheImage() {
        assertThat(ExpectedLaunch.ofFirmware(AMDSEV).secretArea()).contains(new OvmfTable.Area(0x810000, 0xC00));
        assertThat(ExpectedLaunch.ofFirmware(X64).secretArea()).isEmpty();
    }

    private static ExpectedLaunch launch(ToolArguments given) {
        return ExpectedLaunch.of(
                given.file("--ovmf").orElseThrow(),
                given.file("--kernel"),
                given.file("--initrd"),
                given.text("--append"));
    }

    private static ExpectedLaunch withHashesArea(int size) {
        Guid guid = OvmfTableGuid.HASH_TABLE_BLOCK;
        Bytes area = Bytes.concat(Bytes.u32Le(0x810C00), Bytes.u32Le(size));
        Bytes table = OvmfTable.encode(List.of(new OvmfTable.Entry(guid, area)));
        Bytes image = Bytes.concat(Bytes.zeros(4096), table, Bytes.zeros(32));
        return ExpectedLaunch.of(image, Optional.of(KERNEL), Optional.empty(), Optional.empty());
    }
}
