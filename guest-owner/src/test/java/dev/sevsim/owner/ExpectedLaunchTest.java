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
    private static final GuestPolicy ES_POLICY = new GuestPolicy(5);
    private static final Bytes AMDSEV = Vectors.read("fw/synth-amdsev.fd");
    private static final Bytes X64 = Vectors.read("fw/synth-x64.fd");
    private static final Bytes KERNEL = Vectors.read("fw/synth-kernel.bin");

    static Stream<Arguments> measured() {
        return StreamSupport.stream(
                        Vectors.json("sev-snp-measure.json").get("cases").spliterator(), false)
                .map(one -> Arguments.of(
                        one.get("args").asString(), one.get("output").asString()))
                .filter(one -> one.get()[0].toString().matches("--mode (sev|seves) .*--ovmf synth.*"));
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
        GuestPolicy policy = args.startsWith("--mode seves ") ? ES_POLICY : POLICY;
        assertThat(launch(given).launchDigest(policy).toArray()).isEqualTo(expected);
    }

    @Test
    void coversSeveralRecordedLaunches() {
        assertThat(measured()).hasSize(19);
    }

    @Test
    void refusesAKernelThatTheImageCannotCheck() {
        Bytes noTable = Bytes.concat(Bytes.zeros(4095), Bytes.of(1));

        assertThatThrownBy(() -> ExpectedLaunch.of(X64, Optional.of(KERNEL), Optional.empty(), Optional.empty()))
                .hasMessage("kernel: the OVMF image reserves no hashes table (base 0x0, size 0x0),"
                        + " expected an image built for measured boot, such as OVMF's AmdSev build");
        assertThatThrownBy(() -> ExpectedLaunch.of(noTable, Optional.of(KERNEL), Optional.empty(), Optional.empty()))
                .hasMessage("kernel: the OVMF image has no entry for a hashes table,"
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
                .hasMessage("OVMF image: empty, expected an OVMF image");
        assertThatThrownBy(() -> ExpectedLaunch.ofFirmware(Bytes.ofAscii("404: Not Found")))
                .hasMessage("OVMF image: text, expected an OVMF image");
        assertThatThrownBy(
                        () -> ExpectedLaunch.of(AMDSEV, Optional.of(Bytes.EMPTY), Optional.empty(), Optional.empty()))
                .hasMessage("kernel: empty, expected a kernel file");
    }

    @Test
    void refusesSevEsWithoutItsProcessors() {
        ExpectedLaunch launch = ExpectedLaunch.ofFirmware(AMDSEV);

        assertThatThrownBy(() -> launch.launchDigest(ES_POLICY))
                .isInstanceOf(OwnerInputException.class)
                .hasMessageStartingWith("vCPUs: not given, and policy 0x5 asks for SEV-ES");
        assertThatThrownBy(() -> launch.requireComplete(ES_POLICY)).isInstanceOf(OwnerInputException.class);
        launch.requireComplete(POLICY);
    }

    @Test
    void measuresNoProcessorsWithoutSevEs() {
        ExpectedLaunch image = ExpectedLaunch.ofFirmware(AMDSEV);
        ExpectedLaunch withVcpus =
                image.withVcpus(ExpectedVcpus.of(2, new CpuSignature(0xA00F11), VmmFlavour.QEMU_TYPED));

        assertThat(withVcpus.launchDigest(POLICY)).isEqualTo(image.launchDigest(POLICY));
        assertThat(withVcpus.launchDigest(ES_POLICY)).isNotEqualTo(image.launchDigest(POLICY));
    }

    @Test
    void namesEveryPieceThatIsMeasured() {
        ExpectedLaunch launch = ExpectedLaunch.of(AMDSEV, Optional.of(KERNEL), Optional.empty(), Optional.empty())
                .withVcpus(ExpectedVcpus.of(2, new CpuSignature(0xA00F11), VmmFlavour.QEMU_TYPED));

        List<MeasuredRegion> regions = launch.regions(ES_POLICY);

        assertThat(regions)
                .extracting(MeasuredRegion::name)
                .containsExactly("OVMF image", "kernel hashes", "VMSA of vCPU 0", "VMSA of vCPU 1");
        assertThat(regions).extracting(MeasuredRegion::size).containsExactly(16384L, 176L, 4096L, 4096L);
        assertThat(regions.get(0).sha256().toHex())
                .isEqualTo("862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4");
        assertThat(regions.get(2).sha256())
                .isEqualTo(JdkDigest.sha256(Vectors.read("vmsa/vmsa-seves-qemu-milan-0.bin")));
    }

    @Test
    void findsTheSecretAreaOfTheImage() {
        assertThat(ExpectedLaunch.ofFirmware(AMDSEV).secretArea()).contains(new OvmfTable.Area(0x810000, 0xC00));
        assertThat(ExpectedLaunch.ofFirmware(X64).secretArea()).isEmpty();
    }

    private static ExpectedLaunch launch(ToolArguments given) {
        ExpectedLaunch launch = ExpectedLaunch.of(
                given.file("--ovmf").orElseThrow(),
                given.file("--kernel"),
                given.file("--initrd"),
                given.text("--append"));
        return given.text("--vcpus")
                .map(count -> launch.withVcpus(
                        ExpectedVcpus.of(Integer.parseInt(count), signature(given), VmmFlavour.QEMU_TYPED)))
                .orElse(launch);
    }

    private static CpuSignature signature(ToolArguments given) {
        return given.text("--vcpu-type")
                .map(name -> CpuSignature.ofModel(name).orElseThrow())
                .or(() -> given.text("--vcpu-sig").map(hex -> new CpuSignature(Integer.decode(hex))))
                .orElseGet(() -> CpuSignature.of(
                        given.number("--vcpu-family"), given.number("--vcpu-model"), given.number("--vcpu-stepping")));
    }

    private static ExpectedLaunch withHashesArea(int size) {
        Guid guid = OvmfTableGuid.HASH_TABLE_BLOCK;
        Bytes area = Bytes.concat(Bytes.u32Le(0x810C00), Bytes.u32Le(size));
        Bytes table = OvmfTable.encode(List.of(new OvmfTable.Entry(guid, area)));
        Bytes image = Bytes.concat(Bytes.zeros(4096), table, Bytes.zeros(32));
        return ExpectedLaunch.of(image, Optional.of(KERNEL), Optional.empty(), Optional.empty());
    }
}
