package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmDebugRegisters;
import dev.sevsim.abi.uapi.KvmMsrEntry;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.abi.uapi.KvmXcrs;
import dev.sevsim.host.HostFixture;

/**
 * The registers that QEMU writes at the reset of an x86 CPU: those of the processor's reset (AMD publication 24593 section
 * 14.1.3), with CR0 0x60000010 and CR4 0.
 */
final class QemuReset {
    private static final int SIGNATURE = 0x00A0_0F11;

    private QemuReset() {}

    static void write(HostFixture host, int vcpu, long address) {
        set(host, vcpu, Ioctl.KVM_SET_XSAVE, xsave());
        set(host, vcpu, Ioctl.KVM_SET_XCRS, KvmXcrs.ofXcr0(1).encode());
        set(host, vcpu, Ioctl.KVM_SET_SREGS, special(address).encode());
        set(
                host,
                vcpu,
                Ioctl.KVM_SET_REGS,
                new KvmRegisters(0, 0, 0, SIGNATURE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, address & 0xFFFF, 2).encode());
        set(host, vcpu, Ioctl.KVM_SET_DEBUGREGS, new KvmDebugRegisters(0, 0, 0, 0, 0xFFFF_0FF0L, 0x400, 0).encode());
        Bytes list = Bytes.concat(
                Bytes.u32Le(4),
                Bytes.zeros(4),
                new KvmMsrEntry(0x174, 0).encode(),
                new KvmMsrEntry(0x277, 0x0007_0406_0007_0406L).encode(),
                new KvmMsrEntry(0xC000_0081, 0).encode(),
                new KvmMsrEntry(0x2FF, 0).encode());
        assertThat(host.ioctl(vcpu, Ioctl.KVM_SET_MSRS, host.user(list).value()))
                .isEqualTo(4);
    }

    private static KvmSpecialRegisters special(long address) {
        KvmSegment data = new KvmSegment(0, 0xFFFF, 0, 3, 1, 0, 0, 1, 0, 0, 0, 0);
        KvmSegment code = new KvmSegment(address & 0xFFFF_0000L, 0xFFFF, 0xF000, 11, 1, 0, 0, 1, 0, 0, 0, 0);
        KvmSegment table = new KvmSegment(0, 0xFFFF, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0);
        KvmSegment task = new KvmSegment(0, 0xFFFF, 0, 11, 1, 0, 0, 0, 0, 0, 0, 0);
        long base = address == 0xFFFF_FFF0L ? 0xFEE0_0900L : 0xFEE0_0800L;
        return new KvmSpecialRegisters(
                code,
                data,
                data,
                data,
                data,
                data,
                task,
                table,
                0,
                0xFFFF,
                0,
                0xFFFF,
                0x6000_0010,
                0,
                0,
                0,
                0,
                0,
                base,
                Bytes.zeros(32));
    }

    /** x87 and SSE in their initial state, both named in the header. */
    private static Bytes xsave() {
        byte[] area = new byte[0x1000];
        Bytes.of(0x7F, 0x03).copyTo(area, 0);
        Bytes.u32Le(0x1F80).copyTo(area, 24);
        area[512] = 3;
        return Bytes.copyOf(area);
    }

    private static void set(HostFixture host, int vcpu, int request, Bytes content) {
        assertThat(host.ioctl(vcpu, request, host.user(content).value()))
                .as("ioctl 0x%x", request)
                .isZero();
    }
}
