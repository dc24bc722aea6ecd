package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;
import java.util.List;

/**
 * One thing that must be fast enough.
 *
 * @param name what people call it
 * @param benchmark the JMH benchmark that shows it
 * @param yardstick what it is held against
 * @param bound what is asked for
 */
record Target(String name, String benchmark, Yardstick yardstick, Bound bound) {
    /** Everything that is asked for; a new benchmark is one more line here. */
    static final List<Target> ALL = List.of(
            rate(0.9, Yardstick.SHA_256, "LAUNCH_UPDATE_DATA, 4 MiB", LaunchUpdateDataBenchmark.class, "updateImage"),
            time(8_000, Yardstick.SHA_256, "warm launch, image of 4 MiB", WarmLaunchBenchmark.class, "launch"),
            time(13_333, Yardstick.SHA_256, "default scenario, secrets tracked", ScenarioBenchmark.class, "tracked"),
            time(13_333, Yardstick.SHA_256, "the launch of that scenario", ScenarioBenchmark.class, "launch"),
            time(13_333, Yardstick.SHA_256, "small scenario of the catalogue", ScenarioBenchmark.class, "small"),
            rate(0.5, Yardstick.CTR_AND_HMAC, "SEND_UPDATE_DATA, 16 KiB", MigrationPacketBenchmark.class, "send"),
            rate(0.5, Yardstick.CTR_AND_HMAC, "RECEIVE_UPDATE_DATA, 16 KiB", MigrationPacketBenchmark.class, "receive"),
            speed(5, 15, "guest reads a private page", EncryptedMemoryBenchmark.class, "readPage"),
            speed(5, 15, "guest writes a private page", EncryptedMemoryBenchmark.class, "writePage"),
            time(20, Yardstick.AES, "PLATFORM_STATUS, over the bus", FirmwareCommandBenchmark.class, "platformStatus"),
            time(20, Yardstick.AES, "GUEST_STATUS, over the bus", FirmwareCommandBenchmark.class, "guestStatus"),
            time(60, Yardstick.SOCKETS, "ioctl of a program, by seccomp", IoctlBenchmark.class, "throughSeccomp"),
            time(25, Yardstick.SOCKETS, "ioctl of a program, by LD_PRELOAD", IoctlBenchmark.class, "throughLibrary"),
            more(150_000, Yardstick.QEMU, "launch of 4 MiB by QEMU", QemuLaunchBenchmark.class, "launch"));

    /** Whether this machine has what the benchmark needs. */
    boolean isPossible() {
        return isOf(IoctlBenchmark.class)
                ? IoctlProgram.isPossible()
                : !isOf(QemuLaunchBenchmark.class) || QemuProgram.isPossible();
    }

    private boolean isOf(Class<?> type) {
        return benchmark.startsWith(type.getName() + ".");
    }

    private static Target rate(double least, Yardstick yardstick, String name, Class<?> type, String method) {
        return new Target(name, name(type, method), yardstick, new Bound.LeastRate(least));
    }

    /** Over pages, where AES does so many gigabytes in a second. */
    private static Target speed(double least, double ofAes, String name, Class<?> type, String method) {
        Bound bound = new Bound.LeastSpeed(least, ofAes, Page.SIZE);
        return new Target(name, name(type, method), Yardstick.AES, bound);
    }

    private static Target time(double mostMicros, Yardstick yardstick, String name, Class<?> type, String method) {
        return new Target(name, name(type, method), yardstick, new Bound.MostTime(mostMicros));
    }

    private static Target more(double mostMicros, Yardstick yardstick, String name, Class<?> type, String method) {
        return new Target(name, name(type, method), yardstick, new Bound.MostMore(mostMicros));
    }

    private static String name(Class<?> type, String method) {
        return type.getName() + "." + method;
    }
}
