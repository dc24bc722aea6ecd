package dev.sevsim.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What QEMU's sev-guest object compares with its cbitpos: CPUID 0x8000001F EBX of the machine that it runs on. */
public final class MachineCBit {
    private static final String PROGRAM = """
            #include <cpuid.h>
            #include <stdio.h>
            int main(void)
            {
                unsigned a, b, c, d;
                __cpuid(0x8000001F, a, b, c, d);
                printf("%u", b & 63);
            }
            """;

    private MachineCBit() {}

    /** Compiles a program in a directory that reads it. */
    public static String read(Path directory) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("cbit.c"), PROGRAM);
        ToolRun unused = ToolRun.of(directory, "cc", "-o", "cbit", source).requireSuccess();
        return ToolRun.of(directory, directory.resolve("cbit")).requireSuccess().output();
    }
}
