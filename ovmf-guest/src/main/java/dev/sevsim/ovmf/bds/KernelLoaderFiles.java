package dev.sevsim.ovmf.bds;

import static dev.sevsim.ovmf.sec.SerialConsole.hex;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.device.FwCfgKeys;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.dxe.BlobDigest;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.image.ReleaseBehaviour.DirectBootRule;
import dev.sevsim.ovmf.pei.FwCfg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The file system of direct boot: kernel, initrd and command line as fw_cfg gives them, each judged by the verifier.
 *
 * <p>Only the traditional blobs are known; named blobs under {@code etc/boot/} and IGVM blobs are not.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 10.
 */
public final class KernelLoaderFiles {
    private static final long LARGEST_BLOB = 0xFFFF_FFFFL;

    /** The fw_cfg keys of one part of a file: its size and its data. */
    private record Part(int sizeKey, int dataKey) {}

    /** A file and the parts it is put together from. */
    private record Source(String name, List<Part> parts) {}

    private static final List<Source> SOURCES = List.of(
            new Source(
                    "kernel",
                    List.of(
                            new Part(FwCfgKeys.SETUP_SIZE, FwCfgKeys.SETUP_DATA),
                            new Part(FwCfgKeys.KERNEL_SIZE, FwCfgKeys.KERNEL_DATA))),
            new Source("initrd", List.of(new Part(FwCfgKeys.INITRD_SIZE, FwCfgKeys.INITRD_DATA))),
            new Source("cmdline", List.of(new Part(FwCfgKeys.COMMAND_LINE_SIZE, FwCfgKeys.COMMAND_LINE_DATA))));

    private final DxeCore core;
    private final FwCfg fwCfg;
    private final BlobVerifier verifier;
    private final DirectBootRule rule;
    private final Map<String, Blob> blobs = new LinkedHashMap<>();

    public KernelLoaderFiles(DxeCore core, FwCfg fwCfg, BlobVerifier verifier, DirectBootRule rule) {
        this.core = core;
        this.fwCfg = fwCfg;
        this.verifier = verifier;
        this.rule = rule;
    }

    /** Fetches and verifies every blob; on any error nothing is kept. The answer is an EFI status. */
    long load() {
        for (Source source : SOURCES) {
            long status = loadOne(source);
            if (EfiStatus.isError(status)) {
                free();
                return status;
            }
        }
        if (kernel().isEmpty()) {
            free();
            return EfiStatus.NOT_FOUND;
        }
        return EfiStatus.SUCCESS;
    }

    Blob kernel() {
        return blobs.getOrDefault("kernel", Blob.EMPTY);
    }

    Blob initrd() {
        return blobs.getOrDefault("initrd", Blob.EMPTY);
    }

    Blob commandLine() {
        return blobs.getOrDefault("cmdline", Blob.EMPTY);
    }

    /** Gives the memory of all blobs back. */
    void free() {
        for (Blob blob : blobs.values()) {
            if (!blob.isEmpty()) {
                core.map().free(blob.address(), pages(blob.size()));
            }
        }
        blobs.clear();
    }

    private long loadOne(Source source) {
        List<Part> parts = source.parts();
        long[] sizes = new long[parts.size()];
        long total = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Integer.toUnsignedLong(fwCfg.readU32(parts.get(i).sizeKey()));
            total += sizes[i];
        }
        if (rule == DirectBootRule.SUM_OF_32_BITS) {
            total &= LARGEST_BLOB;
        }
        if (total > LARGEST_BLOB) {
            return EfiStatus.INVALID_PARAMETER;
        }
        long fetched = EfiStatus.SUCCESS;
        Blob blob = Blob.EMPTY;
        if (total > 0) {
            OptionalLong memory = core.map().allocate(EfiMemoryType.BOOT_SERVICES_DATA.code(), pages(total), -1);
            blob = memory.isPresent() ? new Blob(memory.getAsLong(), total) : Blob.EMPTY;
            BlobDigest written = new BlobDigest();
            fetched =
                    memory.isPresent() ? fetch(parts, sizes, memory.getAsLong(), written) : EfiStatus.OUT_OF_RESOURCES;
            blob = blob.with(written);
            core.console().line("QemuKernelLoaderFs: " + source.name() + ", " + hex(total) + " bytes");
        }
        blobs.put(source.name(), blob);
        return verifier.verify(source.name(), blob, fetched);
    }

    private long fetch(List<Part> parts, long[] sizes, long target, BlobDigest written) {
        FwCfgReader reader = new FwCfgReader(core, fwCfg, written);
        long at = target;
        for (int i = 0; i < sizes.length; i++) {
            long status = reader.read(parts.get(i).dataKey(), at, sizes[i]);
            if (EfiStatus.isError(status)) {
                return status;
            }
            at += sizes[i];
        }
        return EfiStatus.SUCCESS;
    }

    private static long pages(long size) {
        return (size + Page.SIZE - 1) / Page.SIZE;
    }
}
