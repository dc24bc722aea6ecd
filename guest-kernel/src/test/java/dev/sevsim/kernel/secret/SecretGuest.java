package dev.sevsim.kernel.secret;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.PlainMemory;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;

/** A kernel around one secret area, as far as the module sees one. */
final class SecretGuest {
    static final long AREA = 0x10000000L;
    static final long PAIR = 0x0F000000L;
    static final long COPY = 0x0E000000L;
    static final String COCO = "/secrets/coco";

    final PlainMemory memory = new PlainMemory();
    final TestTime time = new TestTime();
    final KernelLog log = new KernelLog(time, line -> {});
    final SecurityFs securityFs = new SecurityFs(7, time);
    final SecretProviders secrets = new SecretProviders(securityFs);
    final ModuleTable modules = new ModuleTable();
    final SystemCalls root = as(Credentials.ROOT);
    final EfiSecretModule module;
    final IoRemapper remapper;

    /** Time that a test moves. */
    static final class TestTime implements KernelTime {
        Instant now = Instant.parse("2022-06-28T11:54:00Z");

        @Override
        public Instant now() {
            return now;
        }
    }

    SecretGuest(Bytes area, long size, int efiType) {
        this(area, new CocoSecretArea(AREA, size), efiType);
    }

    SecretGuest(Bytes area, CocoSecretArea published, int efiType) {
        memory.write(AREA, area);
        memory.write(PAIR, published.encode());
        E820Map e820 = E820Map.ofEfiMap(List.of(
                new EfiMemoryDescriptor(7, 0x100000, 0, (AREA - 0x100000) >> 12, 0xF),
                new EfiMemoryDescriptor(efiType, AREA, 0, 2, 0xF),
                new EfiMemoryDescriptor(7, AREA + 0x2000, 0, 0x100, 0xF)));
        remapper = new IoRemapper(memory, e820, 40, log);
        module = new EfiSecretModule(OptionalLong.of(PAIR), remapper, secrets, log);
        modules.add(module, module.use());
    }

    static SecretGuest reserved(Bytes area, long size) {
        return new SecretGuest(area, size, 0);
    }

    SystemCalls as(Credentials who) {
        return new SystemCalls(new MountNamespace(securityFs.fileSystem()), who);
    }

    /** Loads the module with an empty message ring; the result of its probe. */
    int load() {
        log.clear();
        modules.load(EfiSecretModule.NAME);
        return module.probeResult().orElseThrow();
    }

    /** Loads the module of an earlier era on the same area, v2 on a copy of it, and takes it out again. */
    int loadEarly(Era era) {
        byte[] size = new byte[8];
        memory.read(PAIR + 8, size, 0, 8);
        Bytes length = Bytes.copyOf(size, 0, 4);
        memory.write(COPY, length);
        memory.write(COPY + 4, memory.read(AREA, length.asLittleEndian().getInt()));
        EarlyCocoModule early = era == Era.V2
                ? EarlyCocoModule.v2(OptionalLong.of(COPY), remapper, securityFs, log)
                : EarlyCocoModule.v7(OptionalLong.of(PAIR), remapper, securityFs, log);
        int result = ErrnoException.resultOf(early::load);
        early.unload();
        return result;
    }

    List<String> names() {
        return root.list(COCO).value().orElse(List.of("(no directory)")).stream()
                .sorted()
                .toList();
    }

    Bytes read(int descriptor) {
        Bytes all = Bytes.EMPTY;
        byte[] buffer = new byte[4096];
        for (int n = root.read(descriptor, buffer); n > 0; n = root.read(descriptor, buffer)) {
            all = Bytes.concat(all, Bytes.copyOf(buffer, 0, n));
        }
        return all;
    }

    int open(String name, OpenFlag first, OpenFlag... more) {
        return root.open(COCO + "/" + name, EnumSet.of(first, more), 0644);
    }
}
