package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IoctlStructureTest {
    private static IoctlStructure of(String name) {
        return IoctlStructure.of(name).orElseThrow();
    }

    /** Sizes of structures are bits 29:16 of a request: docs/reference/kvm-host.md section 2.1. */
    @Test
    void hasTheStructureOfEachKindOfIoctl() {
        assertThat(of("KVM_SEV_LAUNCH_UPDATE_DATA").subCommand()).contains(KvmSevCommandId.LAUNCH_UPDATE_DATA);
        assertThat(of("KVM_SEV_LAUNCH_UPDATE_DATA").fields()).contains("uaddr", "len");
        assertThat(of("SEV_GET_ID2").deviceCommand()).contains(SevDeviceCommand.GET_ID2);
        assertThat(of("KVM_SET_XSAVE").content(Map.of())).isEqualTo(Bytes.zeros(0x1000));
        assertThat(of("KVM_SET_GUEST_DEBUG").content(Map.of())).isEqualTo(Bytes.zeros(72));
        assertThat(of("KVM_SET_XCRS").content(Map.of("nr_xcrs", 1L)).slice(0, 8))
                .isEqualTo(Bytes.concat(Bytes.u32Le(1), Bytes.u32Le(0)));
        assertThat(of("KVM_CREATE_VM").fields()).containsExactly("argument");
        assertThat(of("KVM_CREATE_VM").content(Map.of())).isEqualTo(Bytes.EMPTY);
        assertThat(of("KVM_RUN").request()).contains(Ioctl.KVM_RUN);
    }

    @Test
    void tellsIoctlsOfAVmFromOthers() {
        assertThat(of("KVM_CREATE_VCPU").isOfVm()).isTrue();
        assertThat(of("KVM_SEV_GUEST_STATUS").isOfVm()).isTrue();
        assertThat(of("KVM_SET_REGS").isOfVm()).isFalse();
        assertThat(of("SEV_PEK_GEN").isOfVm()).isFalse();
        assertThat(IoctlStructure.of("KVM_SET_REGISTERS")).isEqualTo(Optional.empty());
    }
}
