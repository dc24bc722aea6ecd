package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {
    /** Numbers and texts of errno(3) and strerror(3) on x86-64 Linux. */
    @ParameterizedTest
    @CsvSource({
        "1, EPERM, Operation not permitted",
        "5, EIO, Input/output error",
        "14, EFAULT, Bad address",
        "16, EBUSY, Device or resource busy",
        "17, EEXIST, File exists",
        "19, ENODEV, No such device",
        "22, EINVAL, Invalid argument",
        "25, ENOTTY, Inappropriate ioctl for device",
        "110, ETIMEDOUT, Connection timed out",
        "7, E2BIG, Argument list too long",
        "524, ENOTSUPP, Unknown error 524"
    })
    void agreesWithLinux(int code, Errno errno, String text) {
        assertThat(Errno.fromCode(code)).contains(errno);
        assertThat(errno.code()).isEqualTo(code);
        assertThat(errno.text()).isEqualTo(text);
    }

    @Test
    void hasNoOtherNumber() {
        assertThat(Errno.fromCode(0)).isEmpty();
        assertThat(Errno.fromCode(-22)).isEmpty();
    }
}
