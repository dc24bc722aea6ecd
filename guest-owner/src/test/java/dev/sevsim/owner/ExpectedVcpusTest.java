package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExpectedVcpusTest {
    private static final CpuSignature MILAN = new CpuSignature(0xA00F11);
    private static final CpuSignature EPYC = new CpuSignature(0x800F12);
    private static final Optional<Integer> START = Optional.of(0x80B004);

    @ParameterizedTest
    @CsvSource({
        "QEMU_TYPED, vmsa-seves-qemu-milan-0, vmsa-seves-qemu-milan-1",
        "QEMU_LEGACY, vmsa-libvirt-25-1-1-cpu0, vmsa-libvirt-25-1-1-cpu1"
    })
    void buildsTheAreasThatToolsBuild(VmmFlavour flavour, String boot, String other) {
        List<Bytes> areas = ExpectedVcpus.of(3, MILAN, flavour).areas(START);

        assertThat(areas).hasSize(3);
        assertThat(areas.get(0)).isEqualTo(Vectors.read("vmsa/" + boot + ".bin"));
        assertThat(areas.get(1)).isEqualTo(Vectors.read("vmsa/" + other + ".bin"));
        assertThat(areas.get(2)).isEqualTo(areas.get(1));
    }

    /** Source: docs/reference/kvm-host.md section 5.4, known answers. */
    @ParameterizedTest
    @CsvSource({
        "QEMU_TYPED, 0, 8295cef559b57130391d59605890ef93297720b48bef9a8c3c985b9c3fb0788c",
        "QEMU_LEGACY, 0, 30a76bd1aa5adf81f02832d38c21e31b073cf0663dd2337455db2a3c210666af",
        "QEMU_TYPED, 1, 7ff723da33f39dedbe8336bb697e0a2f76471690074d5902e1a8177cd5312c95",
        "QEMU_LEGACY, 1, 3d1cd8f98c320cb09405dae226a8bd6e18d8bfc0b4babda508c10963a6f3df19",
        "SEVCTL, 0, 30a76bd1aa5adf81f02832d38c21e31b073cf0663dd2337455db2a3c210666af",
        "SEVCTL, 1, 3d1cd8f98c320cb09405dae226a8bd6e18d8bfc0b4babda508c10963a6f3df19",
    })
    void hashesToTheKnownAnswers(VmmFlavour flavour, int vcpu, String sha256) {
        Bytes area = ExpectedVcpus.of(2, EPYC, flavour).areas(START).get(vcpu);

        assertThat(JdkDigest.sha256(area).toHex()).isEqualTo(sha256);
    }

    /**
     * Offset, width and value of what differs from QEMU_LEGACY. Source: docs/reference/guest-owner-tools.md section
     * 5.5; KRUN: sevctl 0.6.2.
     */
    @ParameterizedTest
    @CsvSource({
        "KRUN, 0, 0x012, 2, 0x9a",
        "KRUN, 0, 0x022, 2, 0x92",
        "KRUN, 0, 0x092, 2, 0x83",
        "KRUN, 0, 0x1d8, 8, 0x8ff0",
        "KRUN, 0, 0x328, 8, 0x8ff0",
        "KRUN, 0, 0x330, 8, 0x7000",
        "KRUN, 1, 0x010, 2, 0x9100",
        "KRUN, 1, 0x012, 2, 0x9a",
        "KRUN, 1, 0x018, 8, 0x91000",
        "KRUN, 1, 0x022, 2, 0x92",
        "KRUN, 1, 0x092, 2, 0x83",
        "KRUN, 1, 0x178, 8, 0x0",
        "EC2, 0, 0x012, 2, 0x9a",
        "EC2, 1, 0x012, 2, 0x9b",
        "EC2, 0, 0x022, 2, 0x92",
        "EC2, 1, 0x022, 2, 0x92",
        "EC2, 0, 0x092, 2, 0x83",
        "EC2, 1, 0x092, 2, 0x83",
        "EC2, 0, 0x310, 8, 0x600",
        "EC2, 1, 0x310, 8, 0x600",
        "EC2, 0, 0x268, 8, 0x7040600070406",
        "GCE, 0, 0x268, 8, 0x70106",
        "GCE, 1, 0x268, 8, 0x70106",
        "GCE, 0, 0x310, 8, 0x600",
        "GCE, 0, 0x012, 2, 0x9b",
        "GCE, 0, 0x022, 2, 0x93",
        "GCE, 0, 0x092, 2, 0x8b",
        "EC2, 0, 0x408, 4, 0",
        "GCE, 0, 0x408, 4, 0",
        "EC2, 0, 0x410, 2, 0",
        "GCE, 0, 0x410, 2, 0",
        "EC2, 0, 0x018, 8, 0xffff0000",
        "EC2, 1, 0x018, 8, 0x800000",
        "GCE, 1, 0x178, 8, 0xb004",
    })
    void differsByFlavourAsDocumented(VmmFlavour flavour, int vcpu, String offset, int width, String value) {
        Bytes area = ExpectedVcpus.of(2, MILAN, flavour).areas(START).get(vcpu);
        ByteBuffer bytes = ByteBuffer.wrap(area.toArray()).order(ByteOrder.LITTLE_ENDIAN);
        int at = Integer.decode(offset);

        long actual = switch (width) {
            case 2 -> bytes.getShort(at) & 0xFFFFL;
            case 4 -> bytes.getInt(at) & 0xFFFF_FFFFL;
            default -> bytes.getLong(at);
        };

        assertThat(actual).isEqualTo(Long.decode(value));
    }

    @Test
    void keepsOnlyTheLowThreeBytesOfTheStartAsSevctlDoes() {
        Optional<Integer> far = Optional.of(0x7F80B004);

        assertThat(ExpectedVcpus.of(2, MILAN, VmmFlavour.SEVCTL).areas(far))
                .isEqualTo(ExpectedVcpus.of(2, MILAN, VmmFlavour.QEMU_LEGACY).areas(START));
        assertThat(ExpectedVcpus.of(2, MILAN, VmmFlavour.QEMU_LEGACY).areas(far))
                .isNotEqualTo(ExpectedVcpus.of(2, MILAN, VmmFlavour.QEMU_LEGACY).areas(START));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KRUN")
    void needsTheStartOfOtherProcessorsOnlyWhenThereAreSome(VmmFlavour flavour) {
        assertThat(ExpectedVcpus.of(1, MILAN, flavour).areas(Optional.empty())).hasSize(1);
        assertThatThrownBy(() -> ExpectedVcpus.of(2, MILAN, flavour).areas(Optional.empty()))
                .hasMessage("vCPUs: the OVMF image does not say where processors but the first start,"
                        + " expected an image with an SEV-ES reset block, or one vCPU");
    }

    @Test
    void startsLibkrunsOtherProcessorsWithoutTheImage() {
        assertThat(ExpectedVcpus.of(2, MILAN, VmmFlavour.KRUN).areas(Optional.empty()))
                .isEqualTo(ExpectedVcpus.of(2, MILAN, VmmFlavour.KRUN).areas(START));
    }

    @Test
    void refusesWhatMakesNoProcessors() {
        Bytes page = Vectors.read("vmsa/vmsa-seves-qemu-milan-0.bin");

        assertThatThrownBy(() -> ExpectedVcpus.of(0, MILAN, VmmFlavour.EC2))
                .hasMessage("number of vCPUs: 0, expected 1 to 4096");
        assertThatThrownBy(() -> ExpectedVcpus.of(4097, MILAN, VmmFlavour.EC2))
                .hasMessage("number of vCPUs: 4097, expected 1 to 4096");
        assertThatThrownBy(() -> ExpectedVcpus.ofAreas(2, page, Optional.empty()))
                .hasMessage("save area (VMSA) of vCPU 1: not given, expected the one of all vCPUs but the first");
        assertThatThrownBy(() -> ExpectedVcpus.ofAreas(1, page.slice(0, 4095), Optional.empty()))
                .hasMessage("save area (VMSA) of vCPU 0: 4095 bytes, expected 4096 bytes");
        assertThatThrownBy(() -> ExpectedVcpus.ofAreas(2, page, Optional.of(Bytes.ofAscii("404"))))
                .hasMessage("save area (VMSA) of vCPU 1: text, expected 4096 bytes of binary data");
    }

    @ParameterizedTest
    @CsvSource({
        "23, 1, 2, 0x800f12",
        "23, 49, 0, 0x830f10",
        "25, 1, 1, 0xa00f11",
        "25, 17, 1, 0xa10f11",
        "6, 15, 11, 0x6fb",
        "26, 2, 1, 0xb00f21"
    })
    void putsSignaturesTogether(int family, int model, int stepping, String word) {
        assertThat(CpuSignature.of(family, model, stepping).word()).isEqualTo(Integer.decode(word));
    }

    @Test
    void findsModelsWithAndWithoutVersion() {
        assertThat(CpuSignature.ofModel("EPYC-v4")).contains(EPYC);
        assertThat(CpuSignature.ofModel("EPYC-Milan-v2")).contains(MILAN);
        assertThat(CpuSignature.ofModel("EPYC-Milano")).isEmpty();
        assertThat(MILAN).hasToString("EPYC-Milan (0xa00f11)");
        assertThat(new CpuSignature(1)).hasToString("0x1");
        assertThatThrownBy(() -> CpuSignature.of(25, 256, 0)).hasMessage("CPU model: 256, expected 0 to 255");
    }

    /** docs/reference/kvm-host.md section 2.5 and docs/reference/guest-owner-tools.md section 5.5: u64 at 0x3B0. */
    @Test
    void putsSevFeaturesIntoEverySaveArea() {
        ExpectedVcpus plain = ExpectedVcpus.of(2, MILAN, VmmFlavour.QEMU_TYPED);

        List<Bytes> areas = plain.withSevFeatures(ExpectedVcpus.DEBUG_SWAP).areas(START);

        assertThat(areas)
                .allSatisfy(area -> assertThat(area.slice(0x3B0, 0x3B8)).isEqualTo(Bytes.fromHex("2000000000000000")));
        assertThat(areas.get(1).slice(0, 0x3B0))
                .isEqualTo(plain.areas(START).get(1).slice(0, 0x3B0));
        assertThat(areas.get(1).from(0x3B8)).isEqualTo(plain.areas(START).get(1).from(0x3B8));
    }
}
