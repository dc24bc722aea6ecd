package dev.sevsim.abi.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Numbers by the formula of {@code asm-generic/ioctl.h}: direction, size, type, number. */
class IoctlTest {
    private static final int WRITE = 1;
    private static final int READ = 2;

    @Test
    void followsTheGenericEncoding() {
        assertThat(Ioctl.SEV_ISSUE_CMD).isEqualTo(encode(READ | WRITE, 'S', 0, SevIssueCmd.SIZE));
        assertThat(Ioctl.KVM_CREATE_VM).isEqualTo(encode(0, 0xAE, 0x01, 0));
        assertThat(Ioctl.KVM_CHECK_EXTENSION).isEqualTo(encode(0, 0xAE, 0x03, 0));
        assertThat(Ioctl.KVM_CREATE_VCPU).isEqualTo(encode(0, 0xAE, 0x41, 0));
        assertThat(Ioctl.KVM_SET_USER_MEMORY_REGION)
                .isEqualTo(encode(WRITE, 0xAE, 0x46, KvmUserspaceMemoryRegion.SIZE));
        assertThat(Ioctl.KVM_RUN).isEqualTo(encode(0, 0xAE, 0x80, 0));
        assertThat(Ioctl.KVM_MEMORY_ENCRYPT_OP).isEqualTo(encode(READ | WRITE, 0xAE, 0xBA, 8));
        assertThat(Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION).isEqualTo(encode(READ, 0xAE, 0xBB, KvmEncRegion.SIZE));
        assertThat(Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION).isEqualTo(encode(READ, 0xAE, 0xBC, KvmEncRegion.SIZE));
    }

    private static int encode(int direction, int type, int number, int size) {
        return direction << 30 | size << 16 | type << 8 | number;
    }
}
