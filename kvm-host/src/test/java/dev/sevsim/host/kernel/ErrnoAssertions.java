package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Errno;

/** Assertions about an errno inside the kernel. */
public final class ErrnoAssertions {
    private ErrnoAssertions() {}

    /** Runs a call that has to fail with this errno. */
    public static void fails(Errno errno, Runnable call) {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
