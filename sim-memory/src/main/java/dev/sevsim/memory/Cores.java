package dev.sevsim.memory;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the Secure Processor sees of each core: its "WBINVD done" flag and its SYSCFG register.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 7.2 and 7.4.
 */
final class Cores {
    private static final long MEMORY_ENCRYPTION_ENABLE = 1L << 23;

    private final AtomicIntegerArray writtenBack;
    private final AtomicLongArray systemConfiguration;

    /** All flags set: nothing waits for a write-back when the machine is switched on. */
    Cores(int count) {
        writtenBack = new AtomicIntegerArray(count);
        systemConfiguration = new AtomicLongArray(count);
        for (int core = 0; core < count; core++) {
            writtenBack.set(core, 1);
            systemConfiguration.set(core, MEMORY_ENCRYPTION_ENABLE);
        }
    }

    int count() {
        return writtenBack.length();
    }

    boolean hasWrittenBack(int core) {
        return writtenBack.get(core) != 0;
    }

    void setWrittenBack(int core, boolean done) {
        writtenBack.set(core, done ? 1 : 0);
    }

    long systemConfiguration(int core) {
        return systemConfiguration.get(core);
    }

    void setSystemConfiguration(int core, long value) {
        systemConfiguration.set(core, value);
    }

    boolean memoryEncryptionEnabled() {
        for (int core = 0; core < count(); core++) {
            if ((systemConfiguration.get(core) & MEMORY_ENCRYPTION_ENABLE) == 0) {
                return false;
            }
        }
        return true;
    }
}
